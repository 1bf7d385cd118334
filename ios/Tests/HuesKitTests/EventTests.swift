import Foundation
import HuesCore
import Testing

@testable import HuesKit

/// Events: none is lost, however many there are, and those that say the same come together.
@Suite(.timeLimit(.minutes(2)))
struct EventTests {
    @Test func tenThousandEventsAtOnceAllReachWhoListensSlowly() async {
        let hub = EventHub()
        let events = hub.stream(.unbounded)
        let newest = hub.stream(.bufferingNewest(1))
        for number in 0..<10_000 { hub.onEvent(event: .reportsChanged(ids: [ReportId("\(number)")])) }
        hub.finish()
        var heard: [ReportId] = []
        for await case .reportsChanged(let ids) in events { heard += ids }
        #expect(heard.map(\.text) == (0..<10_000).map(String.init))
        var last: [Event] = []
        for await event in newest { last.append(event) }
        #expect(last == [.reportsChanged(ids: [ReportId("9999")])])
    }

    @Test func tenThousandChangesAreToldTogetherAndNoReportIsForgotten() async throws {
        let phone = try Phone(RunningCity())
        let client = try await phone.open()
        let events = client.events()
        var ids: [ReportId] = []
        for _ in 0..<20 { ids.append(try await client.createReport()) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids {
                group.addTask {
                    for number in 0..<500 { try await client.edit(id, .address(address: "Kiệt \(number)")) }
                }
            }
            try await group.waitForAll()
        }
        try await client.shutDown()
        var told: Set<ReportId> = []
        var count = 0
        for await case .reportsChanged(let changed) in events {
            told.formUnion(changed)
            count += 1
        }
        #expect(told == Set(ids) && count < 10_000 / 10)
    }
}

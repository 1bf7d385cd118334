import Foundation
import HuesCore
import Observation

/// One report on its way and at the city: its state with reason and next try, the number, the timeline and the thread.
@MainActor @Observable
public final class ReportModel {
    /// One step of the city's work.
    public struct Step: Identifiable, Hashable, Sendable {
        /// Its place in the timeline.
        public let id: Int
        /// Where the work stood then.
        public let status: Words
        /// Since when; `nil` when the city wrote no time that can be read.
        public let at: Words?
        /// Who changed it.
        public let agency: String?
        /// What they say to it.
        public let note: String?
    }

    /// One message.
    public struct Bubble: Identifiable, Hashable, Sendable {
        /// The message's id.
        public let id: MessageId
        /// The citizen wrote it.
        public let isOurs: Bool
        /// The agency that speaks for the city; `nil` when it does not say.
        public let agency: String?
        /// What it says.
        public let text: String
        /// When it was sent; `nil` when the city wrote no time that can be read.
        public let at: Words?
        /// It was not read before this screen was opened.
        public let isNew: Bool
        /// What to know of its way to the city.
        public let sentences: [Words]
        /// It can be taken out of the thread.
        public let canUnsend: Bool
    }

    /// The report's id.
    public let id: ReportId
    /// What the core says of it; `nil` until ``run()`` has read it.
    public private(set) var report: ReportView?
    /// What it is about.
    public private(set) var category: Words?
    /// The ward in which it is; `nil` outside the city.
    public private(set) var ward: String?
    /// Until when the city means to have dealt with it.
    public private(set) var deadline: Words?
    /// What the city has done so far, oldest first.
    public private(set) var steps: [Step] = []
    /// The messages, oldest first.
    public private(set) var thread: [Bubble] = []

    /// What is being written to the city.
    public var reply = ""
    /// How content the citizen is, as they have it on the screen.
    public var satisfaction: Satisfaction?
    /// Why.
    public var comment = ""

    @ObservationIgnored private let session: AppSession
    @ObservationIgnored private var readings = Readings()
    @ObservationIgnored private var new: Set<MessageId> = []

    /// A report that is empty until ``run()``.
    public init(session: AppSession, id: ReportId) {
        (self.session, self.id) = (session, id)
    }

    /// The number to read out on the phone; `nil` until the city has given one.
    public var number: String? {
        switch report?.state {
        case .delivered(let number), .sendingPhotos(let number, _, _, _): number
        default: report?.city?.number
        }
    }

    /// The city replies; if not, there is no place for it.
    public var hasReplies: Bool {
        (session.client.capabilities.replies && report?.state != .removed) || !thread.isEmpty
    }

    /// How far the photos are, while they are on their way.
    public var progress: PhotoProgress? {
        if case .sendingPhotos(_, let progress, _, _) = report?.state { progress } else { nil }
    }

    /// It is final, and the city does not have it whole yet.
    public var isWaiting: Bool {
        switch report?.state {
        case .queued, .sendingPhotos: true
        default: false
        }
    }

    /// The city does not take it as it is; the citizen decides.
    public var isParked: Bool {
        if case .parked = report?.state { true } else { false }
    }

    /// A try might send something.
    public var canTryNow: Bool { (isWaiting || isParked) && report?.waysOn.tryNow == true }

    /// What stands at the bottom when a try would send nothing.
    public var sendAnyway: SendAnyway? { report?.waysOn.tryNow == false ? report?.waysOn.sendAnyway : nil }

    /// The same where a try might send something: one way among others.
    public var otherSendAnyway: SendAnyway? { sendAnyway == nil ? report?.waysOn.sendAnyway : nil }

    /// Reads the report, and again whenever it changes, until the task is cancelled or the client is shut down. Whoever looks at it has its
    /// replies before their eyes, so they count as read.
    public func run() async {
        let events = session.client.events()
        await show()
        for await event in events where event.concerns(id) { await show() }
    }

    private func show() async {
        await refresh()
        if report?.hasUnread == true { await markRead() }
    }

    /// Reads the report once.
    public func refresh() async {
        let reading = readings.begin()
        await session.attempt { client throws(ApiError) in
            let read: ReportView
            do throws(ApiError) { read = try await client.report(id) } catch {
                // It was discarded; what was shown stays until the citizen goes back.
                if error == .NotFound, report != nil { return }
                throw error
            }
            let names = try await client.categoryNames()
            let ward = try await client.ward(ifAny: read.draft.location)?.name
            let deadline = try await client.words(ifAny: read.city?.deadline)
            let steps = try await steps(read.city?.timeline ?? [])
            new.formUnion(read.thread.filter { !$0.isRead }.map(\.id))
            let thread = try await bubbles(read.thread)
            guard readings.show(reading) else { return }
            category = read.draft.category.flatMap { names[$0] }
            (self.ward, self.deadline, self.steps, self.thread) = (ward, deadline, steps, thread)
            report = read
        }
    }

    /// Tries a waiting report now, a parked one once more.
    public func tryNow() async {
        await act { client, id throws(ApiError) in try await client.tryNow(id) }
    }

    /// Takes the report back to a draft.
    ///
    /// - Returns: Whether it is one now; if not, the session's notice says why.
    @discardableResult
    public func editAgain() async -> Bool {
        await act { client, id throws(ApiError) in try await client.editAgain(id) }
    }

    /// Makes a new draft of a report that the city removed.
    ///
    /// - Returns: The draft; `nil` when that failed, and then the session's notice says why.
    public func copy() async -> ReportId? {
        var copy: ReportId?
        await act { client, id throws(ApiError) in copy = try await client.duplicate(id) }
        return copy
    }

    /// Begins to change what the report says, or goes on where the citizen stopped.
    ///
    /// - Returns: The draft in which that is written; `nil` when that failed, and then the session's notice says why.
    public func beginChange() async -> ReportId? {
        var change: ReportId?
        await act { client, id throws(ApiError) in change = try await client.beginChange(of: id) }
        return change
    }

    /// Drops the change that the city does not have; the report is shown as the city has it.
    public func dropChange() async {
        await act { client, id throws(ApiError) in try await client.dropChange(of: id) }
    }

    /// Sends now what is held back, at the cost that was on the button.
    public func sendAnyway(_ how: SendAnyway) async {
        await act { client, id throws(ApiError) in try await client.sendAnyway(id, how) }
    }

    /// Gives the report up; what nobody else has can be taken back: ``AppSession/discarded``.
    ///
    /// - Returns: Whether it is gone from this phone.
    public func giveUp() async -> Bool {
        let how = await session.giveUp(id)
        await refresh()
        return how == .discard
    }

    /// The report is not taken back after all.
    public func keep() async {
        await act { client, id throws(ApiError) in try await client.keep(id) }
    }

    /// What becomes of a report of which nobody knows whether the city has it.
    public func decide(_ decision: WhenUnsure) async {
        await act { client, id throws(ApiError) in try await client.decide(id, decision) }
    }

    /// Says to the city what is written; it stands in the thread at once.
    public func sendReply() async {
        let text = reply
        let isSent = await act { client, id throws(ApiError) in try await client.reply(to: id, text: text) }
        if isSent, reply == text { reply = "" }
    }

    /// Takes an own message out of the thread.
    public func unsend(_ message: MessageId) async {
        await act { client, id throws(ApiError) in try await client.unsend(message, of: id) }
    }

    /// Rates what the city did as it is on the screen.
    public func rate() async {
        guard let satisfaction else { return }
        let rating = Rating(satisfaction: satisfaction, comment: comment.isEmpty ? nil : comment)
        await act { client, id throws(ApiError) in try await client.rate(id, rating) }
    }

    /// The citizen has seen the thread.
    public func markRead() async {
        await act { client, id throws(ApiError) in try await client.markRead(id) }
    }

    private func steps(_ timeline: [StatusChange]) async throws(ApiError) -> [Step] {
        var steps: [Step] = []
        for change in timeline {
            let at = try await session.client.words(ifAny: change.at)
            let status = change.status.words()
            steps.append(Step(id: steps.count, status: status, at: at, agency: change.agency, note: change.note))
        }
        return steps
    }

    private func bubbles(_ messages: [Message]) async throws(ApiError) -> [Bubble] {
        var bubbles: [Bubble] = []
        for message in messages {
            let at = try await session.client.words(ifAny: message.sentAt)
            let isOurs = message.author == "citizen"
            bubbles.append(
                Bubble(
                    id: message.id, isOurs: isOurs, agency: message.agency, text: message.text, at: at,
                    isNew: new.contains(message.id), sentences: message.sentences, canUnsend: message.canUnsend))
        }
        return bubbles
    }

    @discardableResult
    private func act(_ action: (HuesClient, ReportId) async throws(ApiError) -> Void) async -> Bool {
        let isDone = await session.attempt { client throws(ApiError) in try await action(client, id) }
        if isDone { await refresh() }
        return isDone
    }
}

extension Event {
    /// Whether a report has to be read again.
    func concerns(_ id: ReportId) -> Bool {
        switch self {
        case .reportsChanged(let ids): ids.contains(id)
        case .mediaProgress(let report, _, _): report == id
        // The reason why it waits, and the next try.
        case .syncChanged: true
        default: false
        }
    }
}

extension HuesClient {
    /// The ward of a position, if there is one.
    func ward(ifAny location: Location?) async throws(ApiError) -> Ward? {
        guard let location else { return nil }
        return try await ward(at: location.point)
    }
}

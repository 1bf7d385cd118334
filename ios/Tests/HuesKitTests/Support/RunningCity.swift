import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The embedded city as a process of its own, with a free port and a fresh folder. It ends with this object.
final class RunningCity: Sendable {
    let origin: String
    let alertKey: String
    private let program: Process
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        program = Process()
        program.executableURL = URL(fileURLWithPath: try variable("HUES_CITY"))
        program.arguments = ["--port", "0", "--data", folder.url.appendingPathComponent("city").path]
        let output = Pipe()
        program.standardOutput = output
        // Whoever waits for the end of the tests' own output must not wait for a city.
        program.standardError = FileHandle.nullDevice
        program.standardInput = FileHandle.nullDevice
        try program.run()
        let lines = Self.lines(3, of: output.fileHandleForReading)
        guard lines.count == 3,
            let origin = lines[0].after("city listening on "), let key = lines[2].after("alert key ")
        else { throw Trouble("the city said: \(lines)") }
        (self.origin, alertKey) = (origin, key)
    }

    // It may have inherited a mask that blocks every signal that can be blocked. What it holds is on its disk at every moment.
    deinit { kill(program.processIdentifier, SIGKILL) }

    /// What the city holds.
    func state() async throws -> CityState {
        try JSONDecoder().decode(CityState.self, from: await ask("GET", "state"))
    }

    /// Lets the next requests fail, as in `{"fault": "lose_answer", "times": 1}`.
    func misbehave(_ json: String) async throws {
        try await ask("POST", "misbehave", json: json)
    }

    /// What who asks for a tile of the map gets from now on: `pictures`, `off`.
    func serveTiles(_ what: String) async throws { try await ask("POST", "tiles", json: "\"\(what)\"") }

    /// From now on it does what it should.
    func behave() async throws { try await ask("DELETE", "misbehave") }

    /// The provider ends every login.
    func endLogins() async throws { try await ask("POST", "login/end") }

    /// An agency answers a report.
    func reply(to report: String, agency: String, text: String) async throws {
        let body = try JSONEncoder().encode(["agency": agency, "text": text])
        try await ask("POST", "reports/\(report)/messages", body: body, type: "application/json")
    }

    /// Moves a report on.
    func move(_ report: String, to status: String) async throws {
        try await ask("POST", "reports/\(report)/status", json: #"{"status": "\#(status)"}"#)
    }

    /// Removes a report for good.
    func remove(_ report: String) async throws {
        try await ask("DELETE", "reports/\(report)")
    }

    /// The staff correct a part of what a report says.
    func correct(_ report: String, _ member: String, _ value: String) async throws {
        let body = try JSONEncoder().encode([member: value])
        try await ask("POST", "reports/\(report)/content", body: body, type: "application/json")
    }

    /// The city asks something else from now on.
    func publish(categories: Data) async throws {
        try await ask("POST", "categories", body: categories, type: "application/json")
    }

    /// Publishes a CAP message.
    func publish(warning: String) async throws {
        try await ask("POST", "alerts", body: Data(warning.utf8), type: "application/cap+xml")
    }

    @discardableResult
    private func ask(_ method: String, _ path: String, json: String) async throws -> Data {
        try await ask(method, path, body: Data(json.utf8), type: "application/json")
    }

    @discardableResult
    private func ask(_ method: String, _ path: String, body: Data? = nil, type: String? = nil) async throws -> Data {
        guard let url = URL(string: "\(origin)/control/\(path)") else { throw Trouble("no address: \(path)") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        let (data, answer) = try await URLSession.shared.data(for: request)
        guard let status = (answer as? HTTPURLResponse)?.statusCode, (200..<300).contains(status) else {
            throw Trouble("\(method) \(path): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }

    private static func lines(_ count: Int, of handle: FileHandle) -> [String] {
        var bytes = Data()
        while bytes.count(where: { $0 == UInt8(ascii: "\n") }) < count {
            let more = handle.availableData
            if more.isEmpty { break }
            bytes.append(more)
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// What the city tells of itself.
struct CityState: Decodable {
    struct Report: Decodable {
        let id: String
        let number: String
        let text: String
        let heard: [String]
        let attachments: [Attachment]
    }

    struct Attachment: Decodable {
        let sha256: String
        let storedSha256: String?

        enum CodingKeys: String, CodingKey {
            case sha256
            case storedSha256 = "stored_sha256"
        }
    }

    struct TileRequest: Decodable { let tile: String }

    let reports: [Report]
    let tiles: [TileRequest]
}

/// Why a test can't go on.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A folder that is removed with this object.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

/// What `cargo xtask test` says about this machine.
func variable(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment[name] else {
        throw Trouble("\(name) is not set; run the tests with `cargo xtask test`")
    }
    return value
}

extension String {
    fileprivate func after(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

import Foundation
import HuesCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Photos that the system sends while the app sleeps. The core hands them over and believes no word of how it went: it asks the city.
extension HuesClient {
    /// Hands over what can go so, and tells of all that the system is to send. Texts do not go so: ``sync()`` sends them first.
    public func prepareBackgroundUploads() async throws(ApiError) -> [BackgroundUpload] {
        try await wait { client throws in try await client.prepareBackgroundUploads() }
    }

    /// What was handed over and has no outcome yet.
    public func backgroundUploads() async throws(ApiError) -> [BackgroundUpload] {
        try await call { client throws in try client.backgroundUploads() }
    }

    /// The system says what became of an upload; a word that is wrong, late or said twice does no harm.
    public func report(_ id: ItemId, _ outcome: BackgroundOutcome) async throws(ApiError) {
        try await call { client throws in try client.reportBackgroundUpload(id: id, outcome: outcome) }
    }
}

/// What sends files by itself while the app sleeps.
public protocol Uploader: AnyObject, Sendable {
    /// Those that it has, or whose outcome it is just telling.
    func underWay() async -> Set<ItemId>

    /// Sends a file as it was told, and tells what came of it.
    func start(_ upload: BackgroundUpload)
}

/// One over a session of the system's. In the app it is a background session, which goes on when the app does not.
///
/// Nothing goes to another origin than the upload's. A session in the foreground asks before it follows a redirect, and is told not to. One in the
/// background follows it without asking; but it asks whether to trust a server before it sends it a byte, and trusts no other than the uploads'. An
/// answer that came from elsewhere all the same is none.
public final class SessionUploader: NSObject, Uploader, URLSessionDataDelegate, @unchecked Sendable {
    private let tell: @Sendable (ItemId, BackgroundOutcome) async -> Void
    private let ended: @Sendable () async -> Void
    private var session: URLSession?
    // Both are touched with the lock held.
    private let lock = NSLock()
    private var telling: [ItemId: Task<Void, Never>] = [:]

    /// - Parameters:
    ///   - tell: Hears what became of each upload.
    ///   - ended: Is called when a background session has told of all that ended while the app was gone.
    public init(
        _ configuration: URLSessionConfiguration, tell: @escaping @Sendable (ItemId, BackgroundOutcome) async -> Void,
        ended: @escaping @Sendable () async -> Void = {}
    ) {
        (self.tell, self.ended) = (tell, ended)
        super.init()
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    }

    /// Sends no more, once what is under way has ended.
    public func close() { session?.finishTasksAndInvalidate() }

    public func underWay() async -> Set<ItemId> {
        let sending = Set(await tasks().compactMap(\.taskDescription).map { ItemId($0) })
        return sending.union(lock.withLock { Set(telling.keys) })
    }

    private func tasks() async -> [URLSessionTask] {
        await withCheckedContinuation { continuation in
            guard let session else { return continuation.resume(returning: []) }
            session.getAllTasks { tasks in continuation.resume(returning: tasks) }
        }
    }

    public func start(_ upload: BackgroundUpload) {
        guard let url = URL(string: upload.url) else { return }
        var request = URLRequest(url: url)
        request.httpMethod = upload.method
        for (name, value) in upload.headers { request.setValue(value, forHTTPHeaderField: name) }
        #if !canImport(FoundationNetworking)
            request.allowsExpensiveNetworkAccess = !upload.unmeteredOnly
            request.allowsConstrainedNetworkAccess = !upload.unmeteredOnly
        #endif
        let file = URL(fileURLWithPath: upload.bodyFile)
        #if canImport(FoundationNetworking)
            // It ends the process when the answer comes before it has read a file to its end; there is no background here that needs one.
            guard let body = try? Data(contentsOf: file) else { return }
            let task = session?.uploadTask(with: request, from: body)
        #else
            let task = session?.uploadTask(with: request, fromFile: file)
        #endif
        task?.taskDescription = upload.id.text
        task?.resume()
    }

    public func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let name = task.taskDescription else { return }
        let (id, outcome) = (ItemId(name), Self.outcome(task.response, error, from: Origin(task.originalRequest?.url)))
        lock.withLock {
            telling[id] = Task {
                await tell(id, outcome)
                lock.withLock { telling[id] = nil }
            }
        }
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    public func urlSession(
        _ session: URLSession, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        let space = challenge.protectionSpace
        Task { completionHandler(await trusts(space) ? .performDefaultHandling : .cancelAuthenticationChallenge, nil) }
    }

    /// Whether it is the server of an upload that is under way.
    func trusts(_ server: URLProtectionSpace) async -> Bool {
        let asked = await tasks().map { Origin($0.originalRequest?.url) }
        return asked.contains(Origin(server))
    }

    #if !canImport(FoundationNetworking)
        public func urlSessionDidFinishEvents(forBackgroundURLSession session: URLSession) {
            let told = lock.withLock { Array(telling.values) }
            Task {
                for each in told { await each.value }
                await ended()
            }
        }
    #endif

    static func outcome(_ response: URLResponse?, _ error: (any Error)?, from asked: Origin?) -> BackgroundOutcome {
        if let error { return (error as? URLError)?.code == .cancelled ? .stopped : .failed }
        guard let answer = response as? HTTPURLResponse, let asked, Origin(answer.url) == asked else { return .failed }
        var headers: [String: String] = [:]
        for (name, value) in answer.allHeaderFields { headers["\(name)"] = "\(value)" }
        return .answered(status: UInt16(clamping: answer.statusCode), headers: headers)
    }
}

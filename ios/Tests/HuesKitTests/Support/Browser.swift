import Foundation
import HuesCore
import HuesKit

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The system's browser, as far as a login needs one, with Nguyễn Thị Lan before it: it opens the provider's page, fills in the form and hands
/// the app the address that it is sent back to.
struct Browser {
    /// Logs in with level 1.
    static func logIn(_ request: LoginRequest) async throws -> BrowserReturn {
        try await Browser().fillIn(request.url, "citizen=cong-dan-1&level=1")
    }

    /// Logs in with level 2, which takes a code.
    static func logInSurely(_ request: LoginRequest) async throws -> BrowserReturn {
        try await Browser().fillIn(request.url, "citizen=cong-dan-1&level=2&otp=482913")
    }

    /// Taps "cancel" on the provider's page.
    static func decline(_ request: LoginRequest) async throws -> BrowserReturn {
        try await Browser().fillIn(request.url, "cancel=1")
    }

    private func fillIn(_ address: String, _ form: String) async throws -> BrowserReturn {
        guard let url = URL(string: address) else { throw Trouble("no address: \(address)") }
        let (page, _) = try await ask(URLRequest(url: url))
        let html = String(decoding: page, as: UTF8.self)
        guard let start = html.range(of: "action=\""), let end = html[start.upperBound...].firstIndex(of: "\""),
            let action = URL(
                string: html[start.upperBound..<end].replacingOccurrences(of: "&amp;", with: "&"), relativeTo: url)
        else { throw Trouble("no form: \(html)") }
        var sent = URLRequest(url: action)
        sent.httpMethod = "POST"
        sent.httpBody = Data(form.utf8)
        sent.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        sent.setValue("http://\(url.host ?? ""):\(url.port ?? 80)", forHTTPHeaderField: "Origin")
        let (_, answer) = try await ask(sent)
        guard let location = answer.value(forHTTPHeaderField: "Location") else { throw Trouble("it was sent nowhere") }
        return .url(location)
    }

    private func ask(_ request: URLRequest) async throws -> (Data, HTTPURLResponse) {
        let session = URLSession(configuration: .ephemeral, delegate: StaysHere(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, answer) = try await session.data(for: request)
        guard let answer = answer as? HTTPURLResponse else { throw Trouble("that was no HTTP") }
        return (data, answer)
    }
}

/// Where the provider sends the browser is the app's own address.
private final class StaysHere: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

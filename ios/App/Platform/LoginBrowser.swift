import AuthenticationServices
import HuesCore
import HuesKit
import UIKit

/// The system's browser for a login: a page that the app cannot look into, and whose answer no other app can catch.
@MainActor
final class LoginBrowser: NSObject, ASWebAuthenticationPresentationContextProviding {
    private var session: ASWebAuthenticationSession?

    /// Opens the login's page and waits for what the browser comes back with.
    func open(_ request: LoginRequest) async -> BrowserReturn {
        guard let url = URL(string: request.url), let scheme = URL(string: request.redirectUri)?.scheme else {
            return .closed
        }
        session?.cancel()
        defer { session = nil }
        return await withCheckedContinuation { continuation in
            let session = ASWebAuthenticationSession(url: url, callbackURLScheme: scheme) { callback, _ in
                continuation.resume(returning: callback.map { .url($0.absoluteString) } ?? .closed)
            }
            session.presentationContextProvider = self
            self.session = session
            session.start()
        }
    }

    func presentationAnchor(for session: ASWebAuthenticationSession) -> ASPresentationAnchor {
        UIApplication.shared.front?.view.window ?? ASPresentationAnchor()
    }
}

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Scheme, host and port (RFC 6454): whom a request goes to.
struct Origin: Hashable, Sendable {
    private let scheme: String
    private let host: String
    private let port: Int

    /// The origin of a URL; `nil` when it has none that can be asked over HTTP.
    init?(_ url: URL?) {
        guard let url, let scheme = url.scheme?.lowercased(), let host = url.host?.lowercased(), !host.isEmpty else {
            return nil
        }
        switch scheme {
        case "https": port = url.port ?? 443
        case "http": port = url.port ?? 80
        default: return nil
        }
        (self.scheme, self.host) = (scheme, host)
    }

    /// Who wants to be believed to be the server.
    init(_ space: URLProtectionSpace) {
        scheme = space.`protocol`?.lowercased() ?? ""
        (host, port) = (space.host.lowercased(), space.port)
    }
}

import Foundation
import HuesCore

/// What the system around the screens does for them: iOS in the app, a fake in a test. It opens the core, because it alone knows the folder
/// and the keystore; it decides nothing.
@MainActor
public protocol Device: AnyObject {
    /// The language that the citizen chose; `nil` before the first start is over. It outlives the process, and needs no key.
    var language: Language? { get set }

    /// What sends photos by itself while the app sleeps; `nil` where nothing does.
    var uploader: (any Uploader)? { get }

    /// What network there is: now, and at each change.
    func networks() -> AsyncStream<Network>

    /// What the system knows of the battery: now, and at each change.
    func batteries() -> AsyncStream<Battery>

    /// How many bytes the app may still write; `nil`: the system can't tell.
    func freeSpace() -> UInt64?

    /// Opens the core; see ``HuesClient/open(_:keyGuard:)``.
    func openClient() async throws(ApiError) -> HuesClient

    /// Puts the data aside that can't be opened any more; see ``HuesClient/putAside(dataDir:)``.
    func putDataAside() async throws(ApiError)

    /// Opens the login's page in the system's browser and waits for what it comes back with.
    func browse(_ request: LoginRequest) async -> BrowserReturn

    /// Offers to call a number; the citizen presses the last button.
    func call(_ number: String)

    /// Shows the app's page in the system's settings, where a permission can be given.
    func openSettings()

    /// One photo of the camera.
    func takePhoto() async -> Picked

    /// Photos that are on the phone.
    func choosePhotos() async -> Picked

    /// A video of the camera, which stops at these limits by itself.
    func recordVideo(_ limits: VideoLimits) async -> Picked

    /// A video that is on the phone.
    func chooseVideo() async -> Picked

    /// Where the phone is.
    func locate() async -> Fix
}

/// How the browser came back from a login.
public enum BrowserReturn: Hashable, Sendable {
    /// With this URL.
    case url(String)
    /// The citizen closed it.
    case closed
}

/// What came of asking for photos or a video.
public enum Picked: Sendable {
    /// These; none when the citizen thought better of it. The device keeps the files until photos are asked for again.
    case photos([PickedPhoto])
    /// The citizen does not let the app.
    case denied
    /// There is no camera, or none that records.
    case noCamera
}

/// A photo's or video's file, and what the picker knew beside it.
public struct PickedPhoto: Sendable {
    /// The file.
    public let file: URL
    /// What the picker knew.
    public let hint: PhotoHint
    /// It plays.
    public let isVideo: Bool

    /// A photo in a file, or a video.
    public init(file: URL, hint: PhotoHint = PhotoHint(), isVideo: Bool = false) {
        (self.file, self.hint, self.isVideo) = (file, hint, isVideo)
    }
}

/// What came of asking where the phone is.
public enum Fix: Sendable {
    /// There.
    case found(Location)
    /// The citizen does not let the app.
    case denied
    /// The phone can't tell, or not now.
    case unknown
}

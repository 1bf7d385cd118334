/// What a UI test finds things by: accessibility identifiers, the same as the test tags of the Android screens. Shared by the screens and by
/// the tests, so that neither can name what the other does not have.
public enum Tag: String, CaseIterable, Sendable {
    // Screens
    case start, home, compose, categories, reports, report, alerts, me, stuck
    case alertPage = "alert-page"
    case pinPage = "pin-page"
    case photoPage = "photo-page"

    // On every screen
    case offline, notice, sure

    // The first start
    case begin

    // Home
    case danger
    case newReport = "new-report"
    case beginQuestion = "begin-question"
    case myReports = "my-reports"
    case meButton = "me-button"

    // A report that is being written
    case photo, ward, locate, pin, category, text, send, missing, discard
    case takePhoto = "take-photo"
    case missingLine = "missing-line"
    case choosePhotos = "choose-photos"
    case recordVideo = "record-video"
    case chooseVideo = "choose-video"
    case videoWaits = "video-waits"
    case photoPlace = "photo-place"
    case shareText = "share-text"
    case sharePhotos = "share-photos"
    case alwaysPublic = "always-public"
    case onlyStaff = "only-staff"

    // A photo, seen large
    case picture, hide, remove
    case aboutPhoto = "about-photo"
    case addBox = "add-box"
    case removeBox = "remove-box"
    case forGood = "for-good"

    case notices, understood, exposed, doubt, suggestions, nearby, follow, followed, unfollow
    case naming, preview, disclosed

    // Drafts
    case recovered, discarded, undo, duplicate, restore, erase
    case goOn = "go-on"
    case notNow = "not-now"
    case discardLine = "discard-line"
    case discardedLine = "discarded-line"
    case followedLine = "followed-line"

    // Categories
    case search
    case nothingFound = "nothing-found"
    case wayOut = "way-out"

    // The map
    case map, attribution
    case choosePin = "choose-pin"

    // Reports
    case state, sentence, number, step, message
    case reportLine = "report-line"
    case sentAnswer = "sent-answer"
    case goOnDraft = "go-on-draft"
    case tryNow = "try-now"
    case sendAgain = "send-again"
    case leaveIt = "leave-it"
    case outbox
    case outboxButton = "outbox-button"
    case nothingWaits = "nothing-waits"
    case waitingReport = "waiting-report"
    case waitingItem = "waiting-item"
    case seeReport = "see-report"
    case sendAnyway = "send-anyway"
    case keep
    case copyReport = "copy-report"
    case removed
    case newRemoval = "new-removal"
    case giveUp = "give-up"
    case newMessage = "new-message"
    case messageWaits = "message-waits"
    case unsend, reply, rate, rated
    case replyText = "reply-text"
    case ratingWhy = "rating-why"
    case editAgain = "edit-again"

    // A sent report that is changed
    case scope, address, amendment, settle, conflict
    case beginChange = "begin-change"
    case changedCategory = "changed-category"
    case whyNoChange = "why-no-change"
    case dropChange = "drop-change"
    case sendChoice = "send-choice"

    // Warnings
    case alert, stale

    // The account
    case citizen
    case logIn = "log-in"
    case logOut = "log-out"
    case cancelLogin = "cancel-login"
    case loginFailed = "login-failed"
    case loginAgain = "login-again"

    // What is on the phone
    case erasePage = "erase-page"
    case eraseAll = "erase-all"
    case eraseNow = "erase-now"
    case newKey = "new-key"
    case keyChange = "key-change"

    // When the core does not open
    case why, again, afresh

    /// A category in the list of all.
    public static func category(_ id: String) -> String { "category-\(id)" }
    /// A category that the text is likely about.
    public static func suggestion(_ id: String) -> String { "suggestion-\(id)" }
    /// Where a question is answered.
    public static func answer(_ question: String) -> String { "answer-\(question)" }
    /// One of the answers to choose from.
    public static func option(_ question: String, _ option: String) -> String { "option-\(question)-\(option)" }
    /// A language, by its tag (RFC 5646).
    public static func language(_ tag: String) -> String { "language-\(tag.uppercased())" }
    /// A number to call.
    public static func call(_ number: String) -> String { "call-\(number)" }
    /// Whose version of a part is to count.
    public static func version(_ side: String, _ part: String) -> String {
        "\(side.uppercased())-\(part.uppercased())"
    }
    /// A box on a photo, counted from 1.
    public static func box(_ number: Int) -> String { "box-\(number)" }
    /// One of the words with which a report is rated.
    public static func rating(_ name: String) -> String { "rating-\(name.uppercased())" }
    /// The button that takes a photo out, counted from 1.
    public static func removePhoto(_ number: Int) -> String { "remove-photo-\(number)" }
}

import HuesTags
import XCTest

#if canImport(XCUIAutomation)
    import XCUIAutomation
#endif

/// A citizen's first journey on an iPhone. Needs `city` on the Mac (`cargo run -p city -- --port 8080 --data DIR`) and its origin and alert key
/// in the scheme's environment: HUES_ORIGIN and HUES_ALERT_KEY.
@MainActor final class JourneyTests: XCTestCase {
    /// A fresh app, in a language.
    private func start(_ language: String) -> Robot {
        let app = XCUIApplication()
        app.launchArguments = ["--fresh"]
        app.launchEnvironment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("HUES_") }
        app.launch()
        let robot = Robot(app: app)
        robot.see(.start)
        robot.press(Tag.language(language))
        robot.press(.begin)
        robot.see(.home)
        return robot
    }

    func testAReportGetsItsNumber() async {
        for language in ["vi", "en"] {
            let robot = start(language)
            robot.press(.newReport)
            robot.press(.category)
            robot.press(Tag.category("other"))
            robot.press(.pin)
            robot.press(.choosePin)
            robot.type("Cống nghẹt, nước ngập nửa bánh xe.", into: .text)
            robot.press(.send)
            robot.see(.report)
            robot.see(.number)
            robot.app.terminate()
        }
    }

    func testASentReportIsChangedAndWhatTheCityChangedTooIsChosen() async throws {
        let robot = start("vi")
        robot.press(.newReport)
        robot.press(.category)
        robot.press(Tag.category("noise"))
        robot.press(.pin)
        robot.press(.choosePin)
        robot.type("Karaoke sau 22 giờ.", into: .text)
        robot.press(.send)
        robot.see(.number)
        robot.press(.beginChange)
        robot.see(.scope)
        robot.type(" Đến 1 giờ sáng.", into: .text)
        try await City.here().correctNewest("Loa kéo ở quán.")
        robot.press(.send)
        robot.press(.settle)
        robot.see(.conflict)
        robot.press(Tag.version("mine", "text"))
        robot.press(.sendChoice)
        robot.see(.report)
        robot.vanishes(.amendment)
    }

    func testTheVideoButtonsAreThereAndAChangeThatIsNotSentIsGivenUp() async {
        let robot = start("en")
        robot.press(.newReport)
        robot.see(.recordVideo)
        robot.see(.chooseVideo)
        robot.press(.category)
        robot.press(Tag.category("noise"))
        robot.press(.pin)
        robot.press(.choosePin)
        robot.type("Karaoke after 22:00.", into: .text)
        robot.press(.send)
        robot.press(.beginChange)
        robot.type(" Every night.", into: .text)
        robot.press(.discard)
        robot.see(.beginChange)
    }

    func testWhatIsMissingIsSaidAndTheDraftStaysAfterTheAppIsGone() async {
        let robot = start("vi")
        robot.press(.newReport)
        robot.type("Cây đổ chắn đường.", into: .text)
        robot.press(.send)
        robot.see(.missing)
        robot.app.terminate()
        robot.app.launchArguments = []
        robot.app.launch()
        robot.see(.text)
    }

    func testTheWarningsAndTheAccountAreOnePressFromHome() async {
        let robot = start("en")
        robot.press(.danger)
        robot.see(.alerts)
        robot.app.terminate()
        robot.app.launchArguments = []
        robot.app.launch()
        robot.see(.home)
        robot.press(.meButton)
        robot.see(.logIn)
    }
}

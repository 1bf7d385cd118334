import HuesTags
import XCTest

#if canImport(XCUIAutomation)
    import XCUIAutomation
#endif

/// A citizen's hand on the screen: finds things by what the Android tests find them by, waits for them, presses and types.
@MainActor
struct Robot {
    let app: XCUIApplication

    /// Something on the screen, once it is there.
    @discardableResult
    func see(_ tag: Tag, file: StaticString = #filePath, line: UInt = #line) -> XCUIElement {
        see(tag.rawValue, file: file, line: line)
    }

    /// Something on the screen, by its identifier, once it is there.
    @discardableResult
    func see(_ identifier: String, file: StaticString = #filePath, line: UInt = #line) -> XCUIElement {
        let element = app.descendants(matching: .any).matching(identifier: identifier).firstMatch
        XCTAssertTrue(element.waitForExistence(timeout: 20), "\(identifier) is not there", file: file, line: line)
        return element
    }

    /// Waits until something is gone.
    func vanishes(_ tag: Tag, file: StaticString = #filePath, line: UInt = #line) {
        let element = app.descendants(matching: .any).matching(identifier: tag.rawValue).firstMatch
        XCTAssertTrue(element.waitForNonExistence(timeout: 20), "\(tag) is still there", file: file, line: line)
    }

    /// Presses something, scrolled to if need be.
    func press(_ tag: Tag, file: StaticString = #filePath, line: UInt = #line) {
        press(tag.rawValue, file: file, line: line)
    }

    /// Presses something, by its identifier.
    func press(_ identifier: String, file: StaticString = #filePath, line: UInt = #line) {
        let element = see(identifier, file: file, line: line)
        for _ in 0..<6 where !element.isHittable { app.descendants(matching: .any).firstMatch.swipeUp() }
        element.tap()
    }

    /// Types into a field.
    func type(_ text: String, into tag: Tag) {
        press(tag)
        see(tag).typeText(text)
    }
}

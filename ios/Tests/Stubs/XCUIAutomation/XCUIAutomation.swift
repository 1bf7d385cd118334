// Stands in for the small part of XCUIAutomation that the UI tests use, so that the compiler checks them where no app can be driven.
import Foundation

@MainActor public protocol XCUIElementTypeQueryProvider {}
@MainActor public final class XCUIElement: XCUIElementTypeQueryProvider {
    public var exists: Bool { false }
    public var isHittable: Bool { false }
    public var label: String { "" }
    public var firstMatch: XCUIElement { self }
    public func tap() {}
    public func typeText(_ text: String) {}
    public func swipeUp() {}
    public func waitForExistence(timeout: TimeInterval) -> Bool { false }
    public func waitForNonExistence(timeout: TimeInterval) -> Bool { false }
}
@MainActor public final class XCUIElementQuery {
    public subscript(key: String) -> XCUIElement { XCUIElement() }
    public func matching(identifier: String) -> XCUIElementQuery { self }
    public var firstMatch: XCUIElement { XCUIElement() }
    public var count: Int { 0 }
}
@MainActor public final class XCUIApplication {
    public struct ElementType: Sendable { public static let any = Self() }
    public var launchArguments: [String] = []
    public var launchEnvironment: [String: String] = [:]
    public init() {}
    public func launch() {}
    public func terminate() {}
    public func descendants(matching type: ElementType) -> XCUIElementQuery { XCUIElementQuery() }
    public var state: Int { 0 }
}

// What the app is begun with.
import UIKit

@MainActor @preconcurrency public protocol Scene {}
@MainActor @preconcurrency public protocol App {
    associatedtype Body: Scene
    @MainActor var body: Body { get }
    @MainActor init()
}
extension App { public static func main() {} }
public struct WindowGroup<C: View>: Scene { public init(@ViewBuilder content: () -> C) {} }
@propertyWrapper @MainActor public struct UIApplicationDelegateAdaptor<D: NSObject & UIApplicationDelegate> {
    public init(_ type: D.Type = D.self) {}
    public var wrappedValue: D { fatalError() }
}
extension Image { public init(uiImage: UIImage) { self.init(systemName: "") } }

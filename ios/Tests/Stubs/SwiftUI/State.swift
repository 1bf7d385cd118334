// What a screen keeps and hears: bindings, state, environment, focus.

@dynamicMemberLookup public struct Binding<Value> {
    public subscript<T>(dynamicMember path: WritableKeyPath<Value, T>) -> Binding<T> { Binding<T>() }
}
@propertyWrapper public struct State<Value> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { Binding() }
}
extension State where Value: ExpressibleByNilLiteral { public init() { self.init(wrappedValue: nil) } }
@propertyWrapper @dynamicMemberLookup public struct Bindable<Value: AnyObject> {
    public var wrappedValue: Value
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var projectedValue: Bindable { self }
    public subscript<T>(dynamicMember path: ReferenceWritableKeyPath<Value, T>) -> Binding<T> { Binding<T>() }
}
@propertyWrapper public struct SceneStorage {
    public init(wrappedValue: String, _ key: String) {}
    public var wrappedValue: String {
        get { "" }
        nonmutating set {}
    }
}
/// Where the focus of a keyboard or of a screen reader is; one is not taken for the other.
@propertyWrapper public struct Focus<Reader, Value: Hashable> {
    public struct Binding {}
    public init() where Value: ExpressibleByNilLiteral {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding { Binding() }
}
public enum Keyboard {}
public enum VoiceOver {}
public typealias FocusState<Value: Hashable> = Focus<Keyboard, Value>
public typealias AccessibilityFocusState<Value: Hashable> = Focus<VoiceOver, Value>

public enum ColorScheme: Sendable { case light, dark }
public enum ScenePhase: Sendable { case background, active }
public struct DismissAction: Sendable { @MainActor public func callAsFunction() {} }
public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}
public struct EnvironmentValues {
    public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
        get { K.defaultValue }
        set {}
    }
    public var dismiss: DismissAction { DismissAction() }
    public var scenePhase: ScenePhase { .active }
    public var colorScheme: ColorScheme { .light }
}
@propertyWrapper public struct Environment<Value> {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}

@MainActor @preconcurrency public protocol Gesture {}
public struct DragGesture: Gesture {
    public struct Value {
        public var translation: CGSize { .zero }
        public var startLocation: CGPoint { .zero }
        public var location: CGPoint { .zero }
    }
    public init() {}
    public func onChanged(_ action: @escaping @MainActor (Value) -> Void) -> DragGesture { self }
    public func onEnded(_ action: @escaping @MainActor (Value) -> Void) -> DragGesture { self }
}
public protocol ToolbarContent {}
public struct ToolbarItemPlacement: Sendable { public static let cancellationAction = Self() }
public struct ToolbarItem<C: View>: ToolbarContent {
    public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> C) {}
}

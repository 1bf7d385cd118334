// What is said of a view.

public struct ButtonStyle: Sendable {
    public static let bordered = Self(), borderedProminent = Self(), plain = Self()
}
public struct TextFieldStyle: Sendable { public static let roundedBorder = Self() }
public enum ContentMode: Sendable { case fit, fill }
public struct TextSelectability: Sendable { public static let enabled = Self() }
public enum UITextContentType: Sendable { case name, telephoneNumber }
public enum UIKeyboardType: Sendable { case `default`, phonePad, numberPad, decimalPad }
public enum AccessibilityChildBehavior: Sendable { case ignore, contain, combine }
public struct AccessibilityTraits: ExpressibleByArrayLiteral, Sendable {
    public static let isHeader = Self(), isSelected = Self(), isImage = Self()
    public init(arrayLiteral elements: AccessibilityTraits...) {}
}
/// What a view has done beside being drawn.
public typealias Work = @Sendable () async -> Void

extension View {
    public func frame(width: Double? = nil, height: Double? = nil) -> some View { self }
    public func frame(
        maxWidth: Double? = nil, minHeight: Double? = nil, maxHeight: Double? = nil, alignment: Alignment = .center
    ) -> some View { self }
    public func padding(_ length: Double) -> some View { self }
    public func offset(x: Double = 0, y: Double = 0) -> some View { self }
    public func clipShape<S: Shape>(_ shape: S) -> some View { self }
    public func aspectRatio(_ ratio: Double?, contentMode: ContentMode) -> some View { self }
    public func background<S: ShapeStyle>(_ style: S) -> some View { self }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { self }
    public func font(_ font: Font?) -> some View { self }
    public func bold() -> some View { self }
    public func lineLimit(_ lines: Int?) -> some View { self }
    public func lineLimit(_ lines: ClosedRange<Int>) -> some View { self }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    public func textSelection(_ selectability: TextSelectability) -> some View { self }
    public func buttonStyle(_ style: ButtonStyle) -> some View { self }
    public func textFieldStyle(_ style: TextFieldStyle) -> some View { self }
    public func textContentType(_ type: UITextContentType?) -> some View { self }
    public func keyboardType(_ type: UIKeyboardType) -> some View { self }
    public func disabled(_ disabled: Bool) -> some View { self }
    public func highPriorityGesture<G: Gesture>(_ gesture: G) -> some View { self }
    public func focused<V: Hashable>(_ focus: FocusState<V>.Binding, equals: V) -> some View { self }
    public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View { self }
    public func navigationTitle(_ title: String) -> some View { self }
    public func navigationDestination<D: Hashable, C: View>(
        for data: D.Type, @ViewBuilder destination: @escaping (D) -> C
    ) -> some View { self }
    public func toolbar<C: ToolbarContent>(content: () -> C) -> some View { self }
    public func safeAreaInset<C: View>(edge: VerticalEdge, @ViewBuilder content: () -> C) -> some View { self }
    public func sheet<Item: Identifiable, C: View>(
        item: Binding<Item?>, @ViewBuilder content: @escaping (Item) -> C
    ) -> some View { self }
    public func confirmationDialog<A: View>(
        _ title: String, isPresented: Binding<Bool>, titleVisibility: Visibility, @ViewBuilder actions: () -> A
    ) -> some View { self }
    public func task<T: Equatable>(id: T = 0, @_inheritActorContext _ action: @escaping Work) -> some View { self }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { self }
    public func refreshable(@_inheritActorContext action: @escaping Work) -> some View { self }
    public func onChange<V: Equatable>(of value: V, _ action: @escaping @MainActor (V, V) -> Void) -> some View { self }
    public func accessibilityIdentifier(_ identifier: String) -> some View { self }
    public func accessibilityLabel(_ label: String) -> some View { self }
    public func accessibilityHint(_ hint: String) -> some View { self }
    public func accessibilityHidden(_ hidden: Bool) -> some View { self }
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { self }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { self }
    public func accessibilityFocused<V: Hashable>(
        _ focus: AccessibilityFocusState<V>.Binding, equals: V
    ) -> some View { self }
    public func id<ID: Hashable>(_ id: ID) -> some View { self }
    public func accessibilityAction(named: String, _ action: @escaping @MainActor () -> Void) -> some View { self }
}

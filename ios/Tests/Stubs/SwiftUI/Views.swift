// Stands in for the small part of SwiftUI that the screens use, so that the compiler checks them where there is no SwiftUI. It draws nothing,
// and proves no more than it declares.
@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor var body: Body { get }
}
extension Never: View { public var body: Never { fatalError() } }
/// A view that draws itself.
public protocol Drawn: View where Body == Never {}
extension Drawn { public var body: Never { fatalError() } }
public struct EmptyView: Drawn { public init() {} }
public struct TupleView<each C: View>: Drawn { init(_ content: repeat each C) {} }
public enum EitherView<A: View, B: View>: Drawn { case first(A), second(B) }
extension Optional: View where Wrapped: View { public var body: Never { fatalError() } }

@resultBuilder @MainActor public enum ViewBuilder {
    public static func buildBlock<C: View>(_ content: C) -> C { content }
    public static func buildBlock<each C: View>(_ content: repeat each C) -> TupleView<repeat each C> {
        TupleView(repeat each content)
    }
    public static func buildIf<C: View>(_ content: C?) -> C? { content }
    public static func buildEither<A: View, B: View>(first: A) -> EitherView<A, B> { .first(first) }
    public static func buildEither<A: View, B: View>(second: B) -> EitherView<A, B> { .second(second) }
}

public struct Text {
    public init(_ text: String) {}
    public func font(_ font: Font?) -> Text { self }
}
extension Text: Drawn {}
public struct Image {
    public init(systemName: String) {}
    public func resizable() -> Image { self }
}
extension Image: Drawn {}
public struct Label: Drawn { public init(_ title: String, systemImage: String) {} }
public struct ButtonRole: Sendable { public static let destructive = Self(), cancel = Self() }
public struct Button<Content: View>: Drawn {
    @preconcurrency public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Content) {}
}
extension Button where Content == Text {
    @preconcurrency public init(_ title: String, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {}
}
public struct TextField: Drawn {
    public init(_ title: String, text: Binding<String>, axis: Axis = .horizontal) {}
}
public struct Toggle: Drawn { public init(_ title: String, isOn: Binding<Bool>) {} }
public struct DatePicker: Drawn { public init(_ title: String, selection: Binding<Date>) {} }
public struct ProgressView: Drawn {
    public init() {}
    public init(value: Double?, total: Double = 1) {}
}
public struct Spacer: Drawn { public init() {} }
public struct VStack<C: View>: Drawn {
    public init(alignment: HorizontalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> C) {}
}
public typealias LazyVStack = VStack
public struct HStack<C: View>: Drawn {
    public init(alignment: VerticalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> C) {}
}
public struct ZStack<C: View>: Drawn { public init(alignment: Alignment = .center, @ViewBuilder content: () -> C) {} }
public struct ScrollView<C: View>: Drawn { public init(@ViewBuilder content: () -> C) {} }
public struct ScrollViewProxy { public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) {} }
public struct UnitPoint: Sendable { public static let top = Self() }
public struct ScrollViewReader<C: View>: Drawn {
    public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> C) {}
}
public struct List<C: View>: Drawn { public init(@ViewBuilder content: () -> C) {} }
public struct ForEach<D: RandomAccessCollection, ID: Hashable, C: View>: Drawn {
    public init(_ data: D, id: KeyPath<D.Element, ID>, @ViewBuilder content: @escaping (D.Element) -> C) {}
}
extension ForEach where D.Element: Identifiable, ID == D.Element.ID {
    public init(_ data: D, @ViewBuilder content: @escaping (D.Element) -> C) {}
}
public struct NavigationStack<C: View>: Drawn {
    public init(@ViewBuilder root: () -> C) {}
    public init<D: RandomAccessCollection>(path: Binding<D>, @ViewBuilder root: () -> C) where D.Element: Hashable {}
}
public struct GeometryProxy { public var size: CGSize { .zero } }
public struct GeometryReader<C: View>: Drawn {
    public init(@ViewBuilder content: @escaping (GeometryProxy) -> C) {}
}

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom }
public enum VerticalEdge: Sendable { case top, bottom }
public enum Alignment: Sendable { case leading, center, topLeading, bottomTrailing }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum Axis: Sendable { case horizontal, vertical }
public enum Visibility: Sendable { case automatic, visible, hidden }
public struct Font: Sendable {
    public static let headline = Self(), subheadline = Self(), body = Self(), caption = Self(), title3 = Self(),
        largeTitle = Self()
}

public protocol ShapeStyle: Sendable {}
public struct Color: ShapeStyle {
    public static let accentColor = Self(), secondary = Self(), red = Self(), black = Self(), white = Self()
    init() {}
    public init(red: Double, green: Double, blue: Double) {}
    public func opacity(_ opacity: Double) -> Color { self }
}
extension Color: Drawn {}
extension ShapeStyle where Self == Color {
    public static var secondary: Color { Color() }
    public static var red: Color { Color() }
}
public struct Material: ShapeStyle {}
extension ShapeStyle where Self == Material { public static var bar: Material { Material() } }
public protocol Shape {}
public struct RoundedRectangle: Shape { public init(cornerRadius: Double) {} }

public struct FillStyle { public init(eoFill: Bool = false) {} }
public struct Path {
    public init() {}
    public init(_ rect: CGRect) {}
    public init(ellipseIn: CGRect) {}
    public mutating func addLines(_ points: [CGPoint]) {}
    public mutating func closeSubpath() {}
}
public struct GraphicsContext {
    public struct Shading { public static func color(_ color: Color) -> Shading { Shading() } }
    public struct ResolvedText { public func measure(in size: CGSize) -> CGSize { size } }
    public func fill(_ path: Path, with: Shading, style: FillStyle = FillStyle()) {}
    public func stroke(_ path: Path, with: Shading, lineWidth: Double = 1) {}
    public func resolve(_ text: Text) -> ResolvedText { ResolvedText() }
    public func draw(_ text: ResolvedText, at: CGPoint) {}
    public func draw(_ image: Image, in: CGRect) {}
}
public struct Canvas: Drawn { public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {} }

import Foundation
import HuesCore
import HuesKit
import SwiftUI

/// The wards, drawn from what is on the phone, with what is marked on them.
struct WardMap: View {
    /// What is drawn over the wards.
    struct Marks {
        var areas: [[Spot]] = []
        var colour = Color.accentColor
        /// The true position lies in it with 68 % probability.
        var circle: (middle: Spot, radius: Double)?
    }

    let map: CityShape
    let camera: Camera
    let marks: Marks
    var tiles: TileLayer?

    @Environment(\.colorScheme) private var scheme

    var body: some View {
        Canvas { context, size in
            for ward in map.wards {
                let path = path(ward.rings, size)
                context.fill(path, with: .color(.secondary.opacity(0.12)), style: FillStyle(eoFill: true))
            }
            for tile in tiles?.tiles ?? [] { draw(tile, context, size) }
            for ward in map.wards { context.stroke(path(ward.rings, size), with: .color(.secondary), lineWidth: 1) }
            for area in marks.areas {
                let path = path([area], size)
                context.fill(path, with: .color(marks.colour.opacity(0.4)))
                context.stroke(path, with: .color(marks.colour), lineWidth: 2)
            }
            if let circle = marks.circle {
                let path = Path(ellipseIn: square(circle.middle, circle.radius, size))
                context.fill(path, with: .color(.accentColor.opacity(0.2)))
                context.stroke(path, with: .color(.accentColor), lineWidth: 1)
            }
            for ward in map.wards { write(ward, context, size) }
        }
        .background(Color.secondary.opacity(0.05))
        .clipShape(RoundedRectangle(cornerRadius: Look.corner))
    }

    /// In the dark a bright map would blind, and hide what is written on it.
    private func draw(_ tile: TileLayer.DrawnTile, _ context: GraphicsContext, _ size: CGSize) {
        guard let picture = Image(picture: tile.picture) else { return }
        let (from, to) = (place(tile.extent.northWest, size), place(tile.extent.southEast, size))
        let seen = CGRect(x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y)
        context.draw(picture, in: seen)
        if scheme == .dark { context.fill(Path(seen), with: .color(.black.opacity(0.66))) }
    }

    private func place(_ spot: Spot, _ size: CGSize) -> CGPoint {
        let seen = camera.seen(spot)
        return CGPoint(x: seen.x + size.width / 2, y: seen.y + size.height / 2)
    }

    private func square(_ middle: Spot, _ radius: Double, _ size: CGSize) -> CGRect {
        let (at, reach) = (place(middle, size), radius / camera.metresPerPoint)
        return CGRect(x: at.x - reach, y: at.y - reach, width: 2 * reach, height: 2 * reach)
    }

    private func path(_ rings: [[Spot]], _ size: CGSize) -> Path {
        var path = Path()
        for ring in rings {
            path.addLines(ring.map { place($0, size) })
            path.closeSubpath()
        }
        return path
    }

    /// The name of a ward that has room for it.
    private func write(_ ward: CityShape.WardShape, _ context: GraphicsContext, _ size: CGSize) {
        guard let extent = ward.extent else { return }
        let name = context.resolve(Text(ward.name).font(.caption))
        if name.measure(in: size).width < extent.width / camera.metresPerPoint {
            context.draw(name, at: place(extent.middle, size))
        }
    }
}

/// A small map that only shows a place, and how sure it is. The ward stands beside it in words.
struct PlaceMap: View {
    let map: CityShape
    let location: Location

    var body: some View {
        let spot = map.plane.spot(location.point)
        let extent = Extent(around: spot, reach: max(600, location.accuracyM ?? 0))
        GeometryReader { geometry in
            ZStack {
                WardMap(
                    map: map, camera: Camera(on: extent, width: geometry.size.width, height: geometry.size.height),
                    marks: WardMap.Marks(circle: location.accuracyM.map { (spot, $0) }))
                PinImage()
            }
        }
        .frame(height: 160)
        .accessibilityHidden(true)
    }
}

/// Where a warning applies, with the wards around. The areas' names stand beside it.
struct AreaMap: View {
    let map: CityShape
    let areas: [AlertArea]
    let colour: Color

    var body: some View {
        let outlines = areas.flatMap(\.polygons).map { $0.map(map.plane.spot) } + circles
        let extent = Extent(holding: outlines.flatMap { $0 }) ?? map.extent
        GeometryReader { geometry in
            WardMap(
                map: map,
                camera: Camera(
                    on: extent.grown(by: max(extent.width, extent.height) / 4), width: geometry.size.width,
                    height: geometry.size.height),
                marks: WardMap.Marks(areas: outlines, colour: colour))
        }
        .frame(height: 240)
        .accessibilityHidden(true)
    }

    private var circles: [[Spot]] {
        areas.flatMap(\.circles).map { circle in
            let (middle, radius) = (map.plane.spot(circle.centre), circle.radiusKm * 1000)
            return (0..<36).map { step in
                let angle = Double(step) * .pi / 18
                return Spot(east: middle.east + radius * cos(angle), south: middle.south + radius * sin(angle))
            }
        }
    }
}

/// Whose map it is, as long as anything of it is seen.
struct Thanks: View {
    let attribution: String

    var body: some View {
        Text(attribution).font(.caption)
            .padding(4)
            .background(.bar)
            .marked(.attribution)
            .frame(maxWidth: .infinity, maxHeight: .infinity, alignment: .topLeading)
    }
}

/// Its tip is in the middle of where it stands.
struct PinImage: View {
    var body: some View {
        Image(systemName: "mappin").font(.largeTitle).foregroundStyle(Color.accentColor)
            .offset(y: -16)
            .accessibilityHidden(true)
    }
}

/// The pin stands still, and the map moves below it. Every way to move it has a button or an action beside the gesture.
struct PinPage: View {
    let choose: @MainActor (Location) -> Void

    @State private var model: PinModel
    @State private var dragged = CGSize.zero
    @Environment(\.speech) private var say
    @Environment(\.dismiss) private var dismiss

    init(session: AppSession, known: Location?, choose: @escaping @MainActor (Location) -> Void) {
        self.choose = choose
        _model = State(wrappedValue: PinModel(session: session, known: known))
    }

    var body: some View {
        NavigationStack {
            VStack(alignment: .leading, spacing: 8) {
                Text(say(.pinHow)).padding(Look.gap)
                GeometryReader { geometry in sheet(geometry.size) }
                Text(model.ward?.name ?? say(.outsideCity)).font(.title3).padding(Look.gap).marked(.ward)
                PrimaryButton(say(.pinHere), image: "mappin.and.ellipse", .choosePin) {
                    if let location = model.location { choose(location) }
                    dismiss()
                }
                .disabled(model.ward == nil)
                .padding(Look.gap)
            }
            .navigationTitle(say(.pinTitle))
            .toolbar {
                ToolbarItem(placement: .cancellationAction) { Button(say(.cancel)) { dismiss() } }
            }
            .screen(.pinPage)
        }
    }

    private func sheet(_ size: CGSize) -> some View {
        ZStack {
            if let map = model.map, let camera = model.camera {
                WardMap(map: map, camera: camera, marks: marks(map), tiles: model.tiles)
                    .highPriorityGesture(drag)
                    .accessibilityElement(children: .ignore)
                    .accessibilityLabel(say(.mapOf, model.ward?.name ?? say(.outsideCity)))
                    .accessibilityAction(named: say(.north)) { step(.north) }
                    .accessibilityAction(named: say(.east)) { step(.east) }
                    .accessibilityAction(named: say(.south)) { step(.south) }
                    .accessibilityAction(named: say(.west)) { step(.west) }
                    .marked(.map)
            }
            if let tiles = model.tiles { Thanks(attribution: tiles.attribution) }
            PinImage()
            VStack(spacing: 8) {
                zoom("plus", say(.closer), 2.5)
                zoom("minus", say(.farther), 0.4)
            }
            .frame(maxWidth: .infinity, maxHeight: .infinity, alignment: .bottomTrailing)
            .padding(Look.gap)
        }
        .task { await model.load(width: size.width, height: size.height) }
        .task(id: model.camera) { await model.look() }
    }

    private func marks(_ map: CityShape) -> WardMap.Marks {
        guard let known = model.known, let radius = known.accuracyM else { return WardMap.Marks() }
        return WardMap.Marks(circle: (map.plane.spot(known.point), radius))
    }

    private var drag: some Gesture {
        DragGesture()
            .onChanged { value in
                let by = value.translation
                model.drag(x: by.width - dragged.width, y: by.height - dragged.height)
                dragged = by
            }
            .onEnded { _ in
                dragged = .zero
                Task { await model.settle() }
            }
    }

    private func step(_ direction: PinModel.Direction) {
        model.step(direction)
        Task { await model.settle() }
    }

    private func zoom(_ image: String, _ label: String, _ factor: Double) -> some View {
        Button {
            model.zoom(by: factor)
        } label: {
            Image(systemName: image).frame(width: Look.target, height: Look.target)
        }
        .buttonStyle(.borderedProminent)
        .accessibilityLabel(label)
    }
}

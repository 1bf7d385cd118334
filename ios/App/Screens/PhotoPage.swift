import Foundation
import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// One photo or video of a draft: large, with the way to hide what nobody should see, and out of the report.
struct PhotoPage: View {
    @State private var model: PhotoModel
    @Environment(\.speech) private var say
    @Environment(\.dismiss) private var dismiss

    init(model: PhotoModel) { _model = State(wrappedValue: model) }

    var body: some View {
        NavigationStack {
            Page(title, .photoPage) {
                ForEach(model.view?.sentences ?? [], id: \.self) { sentence in
                    Note(say(sentence), image: "info.circle").marked(.aboutPhoto)
                }
                if model.isVideo {
                    Note(say(Caution.videoShowsAll.words()), image: "exclamationmark.triangle")
                } else {
                    picture
                    Part(say(.hideTitle)) { boxes }
                }
                SecondaryButton(
                    model.isVideo ? say(.removeVideo) : say(.removePhoto, count: model.number), image: "trash", .remove
                ) {
                    Task { await model.removePhoto() }
                    dismiss()
                }
            } bottom: {
                if !model.isVideo { save }
            }
            .toolbar {
                ToolbarItem(placement: .cancellationAction) { Button(say(.cancel)) { dismiss() } }
            }
        }
        .task(id: model.boxes) { await model.look() }
    }

    private var title: String { model.isVideo ? say(.video) : say(.photo, count: model.number) }

    @ViewBuilder private var save: some View {
        if !model.boxes.isEmpty {
            Note(say(Caution.hiddenForGood.words()), image: "exclamationmark.triangle").marked(.forGood)
        }
        PrimaryButton(say(.hideAndSave), image: "eye.slash", .hide) {
            Task { if await model.hide() { dismiss() } }
        }
        .disabled(model.boxes.isEmpty)
    }

    /// A finger draws boxes on it; what they hide is seen at once.
    @ViewBuilder private var picture: some View {
        if let jpeg = model.picture, let image = Image(picture: jpeg), let view = model.view {
            GeometryReader { geometry in
                ZStack {
                    image.resizable()
                    frames
                }
                .highPriorityGesture(drag(geometry.size))
            }
            .aspectRatio(Double(view.width) / Double(max(view.height, 1)), contentMode: .fit)
            .frame(maxHeight: 360)
            .clipShape(RoundedRectangle(cornerRadius: Look.corner))
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(title + ", " + say(.boxesOnPhoto, count: model.boxes.count))
            .accessibilityAddTraits(.isImage)
            .marked(.picture)
        }
    }

    /// Seen on every photo: the colour between two white lines.
    private var frames: some View {
        let (boxes, chosen) = (model.seen, model.drawn?.index ?? model.chosen)
        return Canvas { context, size in
            for (index, box) in boxes.enumerated() {
                let path = Path(
                    CGRect(
                        x: box.left * size.width, y: box.top * size.height, width: box.width * size.width,
                        height: box.height * size.height))
                context.stroke(path, with: .color(.white), lineWidth: 6)
                context.stroke(path, with: .color(index == chosen ? .accentColor : .black), lineWidth: 3)
            }
        }
    }

    private func drag(_ size: CGSize) -> some Gesture {
        let share = { (at: CGPoint) in CGPoint(x: at.x / max(size.width, 1), y: at.y / max(size.height, 1)) }
        return DragGesture()
            .onChanged { value in model.drag(from: share(value.startLocation), to: share(value.location)) }
            .onEnded { _ in model.drop() }
    }

    /// The same without a finger on the photo: each box in words, and buttons that move the chosen one.
    @ViewBuilder private var boxes: some View {
        Text(say(.hideHow))
        ForEach(Array(model.boxes.enumerated()), id: \.offset) { index, box in
            Button {
                model.choose(index)
            } label: {
                Label(place(index, box), systemImage: index == model.chosen ? "checkmark.circle.fill" : "circle")
                    .multilineTextAlignment(.leading)
                    .frame(maxWidth: .infinity, minHeight: Look.target, alignment: .leading)
            }
            .buttonStyle(.plain)
            .accessibilityAddTraits(index == model.chosen ? .isSelected : [])
            .accessibilityIdentifier(Tag.box(index + 1))
        }
        SecondaryButton(say(.addBox), image: "plus", .addBox) { model.add() }
        if model.chosen != nil {
            nudges(.leftAndRight, (.left, "arrow.left", .boxLeft), (.right, "arrow.right", .boxRight))
            nudges(.upAndDown, (.up, "arrow.up", .boxUp), (.down, "arrow.down", .boxDown))
            nudges(.boxWidth, (.narrower, "minus", .boxNarrower), (.wider, "plus", .boxWider))
            nudges(.boxHeight, (.shorter, "minus", .boxShorter), (.taller, "plus", .boxTaller))
            SecondaryButton(say(.removeBox), image: "xmark", .removeBox) { model.remove() }
        }
    }

    private func place(_ index: Int, _ box: Region) -> String {
        let name = say(.box, "\(index + 1)")
        guard let words = try? box.words() else { return name }
        return name + ". " + say(words)
    }

    /// One way and back.
    private func nudges(_ label: Phrase, _ less: (Nudge, String, Phrase), _ more: (Nudge, String, Phrase)) -> some View
    {
        HStack(spacing: 12) {
            nudge(less)
            Text(say(label)).frame(maxWidth: .infinity)
            nudge(more)
        }
    }

    private func nudge(_ way: (nudge: Nudge, image: String, label: Phrase)) -> some View {
        Button {
            model.nudge(way.nudge)
        } label: {
            Image(systemName: way.image).frame(width: Look.target, height: Look.target)
        }
        .buttonStyle(.bordered)
        .accessibilityLabel(say(way.label))
    }
}

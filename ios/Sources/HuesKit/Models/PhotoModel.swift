import Foundation
import HuesCore
import Observation

/// One photo or video of a draft, seen large: the boxes that hide faces and number plates are placed here, by a finger or by buttons. Where a
/// box may be, the core says.
@MainActor @Observable
public final class PhotoModel {
    /// The photo.
    public let photo: PhotoId
    /// The photo as it will be with the boxes; `nil` before it was read, when it is gone, and of a video.
    public private(set) var picture: Data?
    /// What is to be hidden.
    public private(set) var boxes: [Region] = []
    /// Which of the boxes the buttons move.
    public private(set) var chosen: Int?
    /// What a finger is drawing or moving just now: which box, and as what.
    public private(set) var drawn: (index: Int, box: Region)?

    @ObservationIgnored private let draft: ReportDraftModel

    /// A photo of a draft, without boxes.
    public init(draft: ReportDraftModel, photo: PhotoId) { (self.draft, self.photo) = (draft, photo) }

    /// What the core says of it; `nil` when it is not in the draft any more.
    public var view: PhotoView? { draft.report?.photos.first { $0.id == photo } }

    /// Which one in the report it is, counted from 1.
    public var number: Int { 1 + (draft.report?.photos.firstIndex { $0.id == photo } ?? 0) }

    /// It plays: nothing can be hidden in it.
    public var isVideo: Bool { view?.durationMs != nil }

    /// The boxes as they are drawn.
    public var seen: [Region] { drawn.map { replaced($0.index, $0.box) } ?? boxes }

    /// Reads the photo as it will be with the boxes.
    public func look() async {
        guard !isVideo else { return }
        let looked = boxes
        do throws(ApiError) {
            let read = try await draft.session.client.picture(photo, hiding: looked)
            // More boxes may have been placed meanwhile; whoever placed them looks again.
            if looked == boxes { picture = read }
        } catch {
            if error != .NotFound, error != .Closed { draft.session.notice = error.words() }
        }
    }

    /// Puts a box into the middle.
    public func add() { put(boxes.count, regionInTheMiddle()) }

    /// The buttons move this one from now on.
    public func choose(_ index: Int) { chosen = index }

    /// Moves or grows the chosen box by a step.
    public func nudge(_ nudge: Nudge) {
        guard let chosen, let box = try? boxes[chosen].nudged(nudge: nudge) else { return }
        put(chosen, box)
    }

    /// Takes the chosen box away.
    public func remove() {
        guard let index = chosen else { return }
        boxes.remove(at: index)
        chosen = boxes.indices.last
    }

    /// A finger went from one place to another, in shares of the photo: a box that it began in moves along, else a new one is drawn.
    public func drag(from: CGPoint, to: CGPoint) {
        if let held = boxes.lastIndex(where: { $0.contains(from) }) {
            let moved = try? boxes[held].moved(right: to.x - from.x, down: to.y - from.y)
            drawn = moved.map { (held, $0) }
        } else {
            let new = try? regionBetween(fromLeft: from.x, fromTop: from.y, toLeft: to.x, toTop: to.y)
            drawn = new.map { (boxes.count, $0) }
        }
    }

    /// The finger is lifted.
    public func drop() {
        if let drawn { put(drawn.index, drawn.box) }
        drawn = nil
    }

    /// Hides what is in the boxes, for good.
    ///
    /// - Returns: Whether it is hidden; if not, the draft's ``ReportDraftModel/trouble`` says why.
    public func hide() async -> Bool { await draft.hide(boxes, in: photo) }

    /// Takes the photo or video out of the draft.
    public func removePhoto() async { await draft.removePhoto(photo) }

    private func put(_ index: Int, _ box: Region) {
        boxes = replaced(index, box)
        chosen = index
    }

    private func replaced(_ index: Int, _ box: Region) -> [Region] {
        Array(boxes.prefix(index)) + [box] + boxes.dropFirst(index + 1)
    }
}

extension Region {
    fileprivate func contains(_ at: CGPoint) -> Bool {
        (left...left + width).contains(at.x) && (top...top + height).contains(at.y)
    }
}

import Foundation
import SwiftUI

#if canImport(UIKit)
    import UIKit

    extension Image {
        /// A JPEG, or a tile of a map, as it is drawn; `nil` when it is none.
        init?(picture bytes: Data) {
            guard let picture = UIImage(data: bytes) else { return nil }
            self.init(uiImage: picture)
        }
    }
#else
    extension Image {
        /// Where nothing is drawn.
        init?(picture bytes: Data) { return nil }
    }
#endif

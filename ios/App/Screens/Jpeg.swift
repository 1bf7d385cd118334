import Foundation
import SwiftUI

#if canImport(UIKit)
    import UIKit

    extension Image {
        /// A JPEG as it is drawn; `nil` when it is none.
        init?(jpeg: Data) {
            guard let picture = UIImage(data: jpeg) else { return nil }
            self.init(uiImage: picture)
        }
    }
#else
    extension Image {
        /// Where nothing is drawn.
        init?(jpeg: Data) { return nil }
    }
#endif

package city.hues.desktop

import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font

/** Be Vietnam Pro, which lies beside the screens (SIL Open Font License). A machine without a screen has no font of its own to rely on. */
val bundledFont: FontFamily by lazy {
    FontFamily(
        Font("font/be_vietnam_pro_regular.ttf", FontWeight.Normal),
        Font("font/be_vietnam_pro_semibold.ttf", FontWeight.SemiBold),
    )
}

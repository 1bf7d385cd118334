package city.hues.ui.look

import androidx.compose.ui.graphics.Color
import city.hues.Severity

/** The four national colours of risk. None of them stands alone: an icon and a word are beside it. */
internal val Severity.colour: Color
    get() = when (this) {
        Severity.UNKNOWN, Severity.MINOR -> Color(0xFF1E6FD9)
        Severity.MODERATE -> Color(0xFFF2C200)
        Severity.SEVERE -> Color(0xFFE8710A)
        Severity.EXTREME -> Color(0xFFC5221F)
    }

package city.hues.ui.look

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.lerp
import androidx.compose.ui.graphics.luminance
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.sp
import city.hues.CityInfo

/** Whether the screens are dark, for colours that Material does not know. */
internal val LocalDark = staticCompositionLocalOf { false }

/** Neutral surfaces, the city's accent, large type. Whoever draws the screens brings the font: it is loaded differently everywhere. */
@Composable
fun HuesTheme(city: CityInfo, dark: Boolean, font: FontFamily, content: @Composable () -> Unit) {
    val accent = colour(if (dark) city.accentDark else city.accentLight)
    CompositionLocalProvider(LocalDark provides dark) {
        MaterialTheme(if (dark) dark(accent) else light(accent), typography = typography(font), content = content)
    }
}

private fun light(accent: Color): ColorScheme {
    val container = lerp(Color.White, accent, 0.12f)
    return lightColorScheme(
        primary = accent,
        onPrimary = readableOn(accent),
        primaryContainer = container,
        onPrimaryContainer = lerp(accent, Color.Black, 0.4f),
        secondary = accent,
        onSecondary = readableOn(accent),
        secondaryContainer = container,
        onSecondaryContainer = lerp(accent, Color.Black, 0.4f),
        background = Color(0xFFFAF9FB),
        onBackground = Color(0xFF1B1A1D),
        surface = Color(0xFFFAF9FB),
        onSurface = Color(0xFF1B1A1D),
        surfaceVariant = Color(0xFFECEAEF),
        onSurfaceVariant = Color(0xFF4A474E),
        surfaceContainerLowest = Color.White,
        surfaceContainerLow = Color.White,
        surfaceContainer = Color(0xFFF2F0F4),
        surfaceContainerHigh = Color(0xFFECEAEF),
        surfaceContainerHighest = Color(0xFFE6E3E9),
        outline = Color(0xFF77747C),
        outlineVariant = Color(0xFFCBC7D0),
        error = Color(0xFFB3261E),
        onError = Color.White,
        errorContainer = Color(0xFFFBE4E2),
        onErrorContainer = Color(0xFF5F1412),
    )
}

private fun dark(accent: Color): ColorScheme {
    val container = lerp(Color(0xFF1B1A1D), accent, 0.25f)
    return darkColorScheme(
        primary = accent,
        onPrimary = readableOn(accent),
        primaryContainer = container,
        onPrimaryContainer = lerp(accent, Color.White, 0.4f),
        secondary = accent,
        onSecondary = readableOn(accent),
        secondaryContainer = container,
        onSecondaryContainer = lerp(accent, Color.White, 0.4f),
        background = Color(0xFF131215),
        onBackground = Color(0xFFE8E4EA),
        surface = Color(0xFF131215),
        onSurface = Color(0xFFE8E4EA),
        surfaceVariant = Color(0xFF2C2A30),
        onSurfaceVariant = Color(0xFFCDC8D1),
        surfaceContainerLowest = Color(0xFF0E0D10),
        surfaceContainerLow = Color(0xFF1D1B20),
        surfaceContainer = Color(0xFF211F24),
        surfaceContainerHigh = Color(0xFF2C2A30),
        surfaceContainerHighest = Color(0xFF37343B),
        outline = Color(0xFF97939C),
        outlineVariant = Color(0xFF4A474E),
        error = Color(0xFFF2B8B5),
        onError = Color(0xFF5F1412),
        errorContainer = Color(0xFF4A1E1C),
        onErrorContainer = Color(0xFFF9DEDC),
    )
}

/** Nothing under 14 sp; lines high enough for two accents above a capital. */
private fun typography(font: FontFamily): Typography {
    fun style(size: Int, line: Int, weight: FontWeight = FontWeight.Normal) =
        TextStyle(fontFamily = font, fontSize = size.sp, lineHeight = line.sp, fontWeight = weight)

    val strong = FontWeight.SemiBold
    return Typography(
        displayLarge = style(40, 50, strong),
        displayMedium = style(36, 46, strong),
        displaySmall = style(32, 42, strong),
        headlineLarge = style(30, 40, strong),
        headlineMedium = style(26, 36, strong),
        headlineSmall = style(22, 30, strong),
        titleLarge = style(20, 28, strong),
        titleMedium = style(18, 26, strong),
        titleSmall = style(16, 24, strong),
        bodyLarge = style(16, 25),
        bodyMedium = style(16, 25),
        bodySmall = style(15, 22),
        labelLarge = style(16, 24, strong),
        labelMedium = style(15, 22, strong),
        labelSmall = style(14, 20, strong),
    )
}

/** `#RRGGBB`, as a city writes it. */
internal fun colour(text: String): Color = Color(0xFF000000 or text.removePrefix("#").toLong(radix = 16))

/** Black or white, whichever is read more easily on it (WCAG 2.2, relative luminance). */
internal fun readableOn(background: Color): Color =
    if (background.luminance() > MIDDLE_LUMINANCE) Color(0xFF1B1A1D) else Color.White

/** Where the contrasts to black and to white are equal. */
private const val MIDDLE_LUMINANCE = 0.179f

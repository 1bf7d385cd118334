package city.hues.ui.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp

/** The least size of whatever can be pressed. */
internal val TARGET = 48.dp
internal val CORNER = RoundedCornerShape(16.dp)
private val ICON = 24.dp

/** An icon that grows with the text. Beside a text that says what it means it has no [label], and a screen reader passes over it. */
@Composable
internal fun Symbol(icon: ImageVector, modifier: Modifier = Modifier, tint: Color = LocalContentColor.current, label: String? = null) {
    val scale = LocalDensity.current.fontScale.coerceIn(1f, 1.5f)
    Icon(icon, label, modifier.size(ICON * scale), tint)
}

/** What the page is for: filled, as wide as the page. */
@Composable
internal fun PrimaryButton(text: String, icon: ImageVector?, onClick: () -> Unit, modifier: Modifier = Modifier, enabled: Boolean = true) {
    Button(onClick, modifier.fillMaxWidth().heightIn(min = 56.dp), enabled, CORNER, contentPadding = BUTTON) {
        ButtonContent(text, icon)
    }
}

/** Another thing that can be done. */
@Composable
internal fun SecondaryButton(
    text: String,
    icon: ImageVector?,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    enabled: Boolean = true,
) {
    val border = BorderStroke(1.dp, MaterialTheme.colorScheme.outline)
    val colours = ButtonDefaults.outlinedButtonColors(contentColor = MaterialTheme.colorScheme.primary)
    OutlinedButton(onClick, modifier.fillMaxWidth().heightIn(min = 52.dp), enabled, CORNER, colours, border = border, contentPadding = BUTTON) {
        ButtonContent(text, icon)
    }
}

/** One of a few short answers to pick from. */
@Composable
internal fun Chip(text: String, onClick: () -> Unit, modifier: Modifier = Modifier) {
    val colours = ButtonDefaults.outlinedButtonColors(contentColor = MaterialTheme.colorScheme.primary)
    val border = BorderStroke(1.dp, MaterialTheme.colorScheme.outline)
    OutlinedButton(onClick, modifier.heightIn(min = TARGET), shape = RoundedCornerShape(50), colors = colours, border = border) {
        ButtonContent(text, null)
    }
}

/** A thing that is seldom done. */
@Composable
internal fun QuietButton(text: String, icon: ImageVector?, onClick: () -> Unit, modifier: Modifier = Modifier, colour: Color? = null) {
    val colours = ButtonDefaults.textButtonColors(contentColor = colour ?: MaterialTheme.colorScheme.primary)
    TextButton(onClick, modifier.heightIn(min = TARGET), shape = CORNER, colors = colours, contentPadding = BUTTON) {
        ButtonContent(text, icon)
    }
}

@Composable
private fun ButtonContent(text: String, icon: ImageVector?) {
    if (icon != null) {
        Symbol(icon)
        Spacer(Modifier.width(10.dp))
    }
    Text(text, textAlign = if (icon == null) TextAlign.Center else TextAlign.Start, style = MaterialTheme.typography.labelLarge)
}

private val BUTTON = PaddingValues(horizontal = 16.dp, vertical = 10.dp)

/** The title of a part of the page. */
@Composable
internal fun Heading(text: String, modifier: Modifier = Modifier) {
    Text(text, modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
}

/** A part of the page. */
@Composable
internal fun Section(title: String, modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(12.dp)) {
        Heading(title)
        content()
    }
}

/** A surface that stands out from the page. */
@Composable
internal fun Card(modifier: Modifier = Modifier, onClick: (() -> Unit)? = null, content: @Composable ColumnScope.() -> Unit) {
    val colours = MaterialTheme.colorScheme
    val surface = modifier.fillMaxWidth().clip(CORNER)
        .background(colours.surfaceContainerLow)
        .border(1.dp, colours.outlineVariant, CORNER)
    val pressed = if (onClick == null) surface else surface.clickable(role = Role.Button, onClick = onClick).defaultMinSize(minHeight = TARGET)
    Column(pressed.padding(16.dp), Arrangement.spacedBy(8.dp), content = content)
}

/** Sets an icon beside the first line of a text of this style, however many lines it has. */
@Composable
internal fun FirstLine(style: TextStyle, icon: @Composable () -> Unit) {
    val height = with(LocalDensity.current) { style.lineHeight.toDp() }
    Box(Modifier.heightIn(min = height), Alignment.Center) { icon() }
}

/** Two or three things beside each other, where the letters are small enough, else below each other. */
@Composable
internal fun SideBySide(vararg things: @Composable (Modifier) -> Unit) {
    if (isLarge()) {
        Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
            for (thing in things) thing(Modifier)
        }
    } else {
        Row(Modifier.height(IntrinsicSize.Max), Arrangement.spacedBy(8.dp)) {
            for (thing in things) thing(Modifier.weight(1f).fillMaxHeight())
        }
    }
}

/** Lets a number such as `HUE-2026-000001` end a line after its hyphens, where its parts are, when large letters leave it no room. */
internal fun String.breakable(): String = replace(HYPHEN_IN_NUMBER, "-\u200B")

private val HYPHEN_IN_NUMBER = Regex("-(?=\\d)")

/** Whether the citizen reads letters so large that a page is better in one column. */
@Composable
internal fun isLarge(): Boolean = LocalDensity.current.fontScale > 1.3f

/** A line with an icon: something to know. */
@Composable
internal fun Note(text: String, icon: ImageVector, modifier: Modifier = Modifier, colour: Color = MaterialTheme.colorScheme.onSurfaceVariant) {
    Row(modifier, Arrangement.spacedBy(10.dp)) {
        FirstLine(LocalTextStyle.current) { Symbol(icon, tint = colour) }
        Text(text, color = colour)
    }
}

/** What is wrong with the part of the page above it. Read out when it appears. */
@Composable
internal fun Wrong(text: String, modifier: Modifier = Modifier) {
    Note(text, Icons.Problem, modifier.semantics { liveRegion = LiveRegionMode.Polite }, MaterialTheme.colorScheme.error)
}

/** A message across the page. */
@Composable
internal fun Band(background: Color, modifier: Modifier = Modifier, onClick: (() -> Unit)? = null, content: @Composable ColumnScope.() -> Unit) {
    Surface(modifier.fillMaxWidth(), shape = CORNER, color = background, contentColor = readableOn(background)) {
        val pressed = if (onClick == null) Modifier else Modifier.clickable(role = Role.Button, onClick = onClick)
        Column(pressed.padding(16.dp), Arrangement.spacedBy(6.dp), content = content)
    }
}

/** One of a few, of which one holds. */
@Composable
internal fun Choice(text: String, isChosen: Boolean, onClick: () -> Unit, modifier: Modifier = Modifier) {
    Row(
        modifier.fillMaxWidth().clip(CORNER).selectable(isChosen, role = Role.RadioButton, onClick = onClick)
            .heightIn(min = 56.dp).padding(horizontal = 8.dp, vertical = 8.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        RadioButton(isChosen, onClick = null)
        Text(text, Modifier.weight(1f))
    }
}

/** On or off. */
@Composable
internal fun Toggle(text: String, isOn: Boolean, onChange: (Boolean) -> Unit, modifier: Modifier = Modifier) {
    Row(
        modifier.fillMaxWidth().clip(CORNER).toggleable(isOn, role = Role.Switch, onValueChange = onChange)
            .heightIn(min = 56.dp).padding(horizontal = 4.dp, vertical = 8.dp),
        Arrangement.spacedBy(12.dp),
        Alignment.CenterVertically,
    ) {
        Text(text, Modifier.weight(1f))
        Switch(isOn, onCheckedChange = null)
    }
}

/** A number or a word that asks for a look. */
@Composable
internal fun Badge(text: String, modifier: Modifier = Modifier) {
    val colours = MaterialTheme.colorScheme
    Box(modifier.clip(RoundedCornerShape(50)).background(colours.primary).padding(horizontal = 12.dp, vertical = 3.dp)) {
        Text(text, color = colours.onPrimary, style = MaterialTheme.typography.labelMedium)
    }
}

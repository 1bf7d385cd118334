package city.hues.ui.look

import androidx.compose.foundation.ScrollState
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import city.hues.ui.Texts
import city.hues.ui.said

/** The room between the page's edge and what stands on it. */
internal val MARGIN = 16.dp

/**
 * One page: its title with the way back, what scrolls, and what stays within reach of a thumb at the bottom. [tag] names it for UI tests.
 */
@Composable
internal fun Page(
    tag: String,
    title: String,
    onBack: (() -> Unit)?,
    modifier: Modifier = Modifier,
    under: String? = null,
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    scroll: ScrollState = rememberScrollState(),
    content: @Composable ColumnScope.() -> Unit,
) {
    FixedPage(tag, title, onBack, modifier, under, bottom) {
        Column(
            Modifier.weight(1f).fillMaxWidth().verticalScroll(scroll).padding(MARGIN),
            Arrangement.spacedBy(24.dp),
            content = content,
        )
    }
}

/** The same, whose middle does not scroll, or does so by itself. */
@Composable
internal fun FixedPage(
    tag: String,
    title: String,
    onBack: (() -> Unit)?,
    modifier: Modifier = Modifier,
    under: String? = null,
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    Surface(modifier.fillMaxSize().testTag(tag), color = MaterialTheme.colorScheme.background) {
        Column(Modifier.windowInsetsPadding(WindowInsets.safeDrawing)) {
            Top(title, under, onBack)
            content()
            if (bottom != null) {
                HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
                Column(
                    Modifier.background(MaterialTheme.colorScheme.surfaceContainerLow).padding(PaddingValues(MARGIN, 12.dp)),
                    Arrangement.spacedBy(8.dp),
                    content = bottom,
                )
            }
        }
    }
}

@Composable
private fun Top(title: String, under: String?, onBack: (() -> Unit)?) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = 64.dp).padding(start = if (onBack == null) MARGIN - 4.dp else 4.dp, end = MARGIN),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (onBack != null) {
            IconButton(onBack, Modifier.size(TARGET).testTag("back")) { Symbol(Icons.Back, label = Texts.back.said()) }
        }
        Column(Modifier.weight(1f).padding(start = 4.dp, top = 8.dp, bottom = 8.dp)) {
            Text(title, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineSmall)
            if (under != null) {
                Text(under, Modifier.testTag("under"), MaterialTheme.colorScheme.onSurfaceVariant, style = MaterialTheme.typography.bodySmall)
            }
        }
    }
}

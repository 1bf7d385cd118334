package city.hues.ui.compose

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.unit.dp
import city.hues.CategorySearch
import city.hues.Suggestion
import city.hues.Words
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Choice
import city.hues.ui.look.FixedPage
import city.hues.ui.look.Heading
import city.hues.ui.look.Icons
import city.hues.ui.look.MARGIN
import city.hues.ui.look.SecondaryButton
import city.hues.ui.look.Symbol
import city.hues.ui.said

/** All categories, in the city's order, and a field to look for one. Choosing one goes back: there is nothing else to do here. */
@Composable
internal fun CategoryPage(desk: Desk, session: Session, trail: Trail) {
    var typed by rememberSaveable { mutableStateOf("") }
    var search: CategorySearch? by remember { mutableStateOf(null) }
    var suggested: List<Suggestion>? by remember { mutableStateOf(null) }
    session.Following(Unit) {
        try {
            suggested = session.client.reports.suggest(desk.state.text)
        } finally {
            suggested = suggested.orEmpty()
        }
    }
    session.Following(typed) { search = session.client.reports.searchCategories(typed) }
    val choose: (Suggestion) -> Unit = { category ->
        desk.choose(category.id)
        trail.back()
    }
    FixedPage("categories", Texts.chooseCategory.said(), trail::back) {
        SearchField(typed) { typed = it }
        LazyColumn(Modifier.weight(1f).padding(horizontal = 8.dp).selectableGroup().testTag("category-list")) {
            // What came above the list later would not be in view.
            val suggestions = suggested ?: return@LazyColumn
            if (typed.isBlank() && suggestions.isNotEmpty()) {
                item { Heading(Texts.isItAbout.said(), Modifier.padding(8.dp)) }
                items(suggestions, { "suggested ${it.id}" }) { Line("suggested", it, desk.state.category, choose) }
                item { Heading(Texts.allCategories.said(), Modifier.padding(8.dp)) }
            }
            items(search?.found.orEmpty(), { "category ${it.id}" }) { Line("category", it, desk.state.category, choose) }
            search?.words?.let { words -> item { NothingFound(words, search?.wayOut, choose) } }
        }
    }
}

@Composable
private fun SearchField(typed: String, onType: (String) -> Unit) {
    val name = Texts.findCategory.said()
    OutlinedTextField(
        typed,
        onType,
        Modifier.fillMaxWidth().padding(horizontal = MARGIN).testTag("search").semantics { contentDescription = name },
        placeholder = { Text(name) },
        leadingIcon = { Symbol(Icons.Search) },
        keyboardOptions = KeyboardOptions(imeAction = ImeAction.Search),
        singleLine = true,
    )
}

@Composable
private fun Line(kind: String, category: Suggestion, chosen: Words?, onChoose: (Suggestion) -> Unit) {
    Choice(category.name.said(), category.name == chosen, { onChoose(category) }, Modifier.testTag("$kind-${category.id}"))
}

/** What fits nothing has a category too. */
@Composable
private fun NothingFound(words: Words, wayOut: Suggestion?, onChoose: (Suggestion) -> Unit) {
    Column(Modifier.padding(8.dp), Arrangement.spacedBy(12.dp)) {
        Text(words.said(), Modifier.testTag("nothing-found").semantics { liveRegion = LiveRegionMode.Polite })
        wayOut?.let { SecondaryButton(it.name.said(), Icons.Category, { onChoose(it) }, Modifier.testTag("way-out")) }
    }
}

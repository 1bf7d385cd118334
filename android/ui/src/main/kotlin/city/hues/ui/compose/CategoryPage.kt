package city.hues.ui.compose

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import city.hues.Category
import city.hues.Suggestion
import city.hues.ui.Following
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.look.Choice
import city.hues.ui.look.FixedPage
import city.hues.ui.look.Heading
import city.hues.ui.said

/** All categories, in the city's order. Choosing one goes back: there is nothing else to do here. */
@Composable
internal fun CategoryPage(desk: Desk, session: Session, trail: Trail) {
    var categories: List<Category> by remember { mutableStateOf(emptyList()) }
    var suggestions: List<Suggestion> by remember { mutableStateOf(emptyList()) }
    session.Following(Unit) {
        suggestions = session.client.reports.suggest(desk.state.text)
        categories = session.client.reports.categories()
    }
    val choose: (Category) -> Unit = { category ->
        desk.choose(category.id)
        trail.back()
    }
    FixedPage("categories", Texts.chooseCategory.said(), trail::back) {
        LazyColumn(Modifier.weight(1f).padding(horizontal = 8.dp).selectableGroup().testTag("category-list")) {
            val suggested = suggestions.mapNotNull { one -> categories.find { it.id == one.id } }
            if (suggested.isNotEmpty()) {
                item { Heading(Texts.isItAbout.said(), Modifier.padding(8.dp)) }
                items(suggested, { "suggested ${it.id}" }) { category ->
                    Choice(category.name.said(), category.name == desk.state.category, { choose(category) }, Modifier.testTag("suggested-${category.id}"))
                }
                item { Heading(Texts.allCategories.said(), Modifier.padding(8.dp)) }
            }
            items(categories, { it.id }) { category ->
                Choice(
                    category.name.said(),
                    category.name == desk.state.category,
                    { choose(category) },
                    Modifier.testTag("category-${category.id}"),
                )
            }
        }
    }
}

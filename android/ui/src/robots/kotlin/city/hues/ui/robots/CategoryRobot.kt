package city.hues.ui.robots

internal class CategoryRobot(screens: Screens) : Robot(screens, "categories") {
    fun untilShown(category: String) = screens.untilShown("category-$category")

    fun choose(category: String) {
        screens.until("$category is in the list") { screens.scrollsTo("category-list", "category-$category") }
        screens.press("category-$category")
    }

    fun search(typed: String) = screens.replace("search", typed)

    /** Only these are in the list. */
    fun untilFound(vararg categories: String) = screens.until("${categories.toList()} are found") {
        categories.all { screens.has("category-$it") } && !screens.has("category-road-damage")
    }

    fun takeTheWayOut(): ComposeRobot {
        screens.press("way-out")
        return ComposeRobot(screens)
    }

    fun chooseSuggested(category: String): ComposeRobot {
        screens.press("suggested-$category")
        return ComposeRobot(screens)
    }
}

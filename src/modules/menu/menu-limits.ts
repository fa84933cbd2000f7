/** Maximum numbers of menus and of items in one, and maximum depth of an item. */
export const MENU_LIMITS = { menus: 20, items: 200, depth: 5, text: 200 };

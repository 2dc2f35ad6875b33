"""The families of items, a module each: what a card, a group, a case or an imported document can be asked."""

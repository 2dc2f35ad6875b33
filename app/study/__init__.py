"""Study: items made from the corpus, graded, scheduled, examined; every item rests on a quotation."""

"""The dispute desk: from a description to a brief whose every line rests on a quotation."""

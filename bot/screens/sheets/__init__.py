"""Lists as spreadsheets: `words` names columns and troubles, `reports` shows what a list would change, `files` makes
them."""

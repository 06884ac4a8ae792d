"""批量导入: a table and its files become drafts; looked at first, carried out wholly or not at all."""

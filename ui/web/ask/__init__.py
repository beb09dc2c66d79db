"""The first page: questions, their answers and the evidence beside them."""

"""Papers that a clerk can lay out (证书、聘书、表格): a design, facts, and the PDF of both."""

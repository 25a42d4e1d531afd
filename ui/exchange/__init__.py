"""The 数据交换 page: a school's with two panes, the county's with its schools; receiving and sending for both."""

"""What rules ask beside hours (培训核对): who has done it, who has not, and what is still missing."""

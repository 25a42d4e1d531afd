"""Official documents (公文): texts with live figures, laid out by GB/T 9704-2012."""

"""Excel in, as a person sees it: which list it is, what each row would do, where its tables stand."""

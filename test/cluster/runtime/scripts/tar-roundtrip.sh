mkdir d; echo x > d/f; tar cf a.tar d; rm -r d; tar xf a.tar; cat d/f; tar tf a.tar

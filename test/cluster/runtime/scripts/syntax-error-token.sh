echo ok; done

mkdir -p x/y z; touch x/1 x/y/2 z/3; echo */*; echo x/*/*

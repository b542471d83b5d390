package city.sawang.local;

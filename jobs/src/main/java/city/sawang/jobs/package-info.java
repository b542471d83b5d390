package city.sawang.jobs;

Kind     = "service-defaults"
Name     = "quota"
Protocol = "http"

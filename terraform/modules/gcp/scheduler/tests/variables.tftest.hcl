provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  region      = "us-central1"
  jobs        = { tick = { schedule = "* * * * *", pubsub_topic = "projects/p/topics/t" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_cloud_scheduler_job.this["tick"].name == "shop-dev-scheduler-tick" && google_cloud_scheduler_job.this["tick"].schedule == "* * * * *" && google_cloud_scheduler_job.this["tick"].pubsub_target[0].topic_name == "projects/p/topics/t" && google_cloud_scheduler_job.this["tick"].region == "us-central1"
    error_message = "A job is named after the platform and publishes."
  }
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
  }

  assert {
    condition     = google_cloud_scheduler_job.this["tick"].name == "store-production-scheduler-tick"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition     = google_cloud_scheduler_job.this["tick"].description == "environment=production, managed-by=mcloud, owner=orders-team, platform=store, tier=gold, unit=orders"
    error_message = "The description follows platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name   = "trades"
    region = "europe-west1"
    jobs = {
      call = {
        schedule = "0 6 * * 1", time_zone = "Europe/Berlin", uri = "https://a.example/run", http_method = "PUT", service_account = "s@p.iam.gserviceaccount.com"
        audience = "https://a.example", body = "x", paused = true, retries = 1, deadline_seconds = 60
      }
      get = { schedule = "0 * * * *", uri = "https://a.example", http_method = "GET", service_account = "s@p.iam.gserviceaccount.com" }
    }
  }

  assert {
    condition     = google_cloud_scheduler_job.this["call"].name == "trades-call" && google_cloud_scheduler_job.this["call"].region == "europe-west1" && google_cloud_scheduler_job.this["call"].time_zone == "Europe/Berlin" && google_cloud_scheduler_job.this["call"].paused && google_cloud_scheduler_job.this["call"].retry_config[0].retry_count == 1 && google_cloud_scheduler_job.this["call"].attempt_deadline == "60s"
    error_message = "The job is the described one."
  }

  assert {
    condition     = google_cloud_scheduler_job.this["call"].http_target[0].http_method == "PUT" && google_cloud_scheduler_job.this["call"].http_target[0].body == base64encode("x") && google_cloud_scheduler_job.this["call"].http_target[0].oidc_token[0].audience == "https://a.example" && google_cloud_scheduler_job.this["get"].http_target[0].body == null
    error_message = "It calls the URL as its service account, and sends a body where the method has one."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform    = "Shop"
    environment = "d"
    region      = "us"
    jobs        = { tick = { schedule = "hourly", uri = "http://a.example" } }
  }

  expect_failures = [var.platform, var.environment, var.region, var.jobs]
}

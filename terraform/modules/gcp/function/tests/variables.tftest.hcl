provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "us-central1"
  runtime     = "python312"
  entry_point = "main"
  source_code = { bucket = "sources", object = "a.zip" }
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
    condition     = google_cloudfunctions2_function.this.name == "store-production-function"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_cloudfunctions2_function.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_cloudfunctions2_function.this.build_config[0].runtime == "python312" && google_cloudfunctions2_function.this.build_config[0].entry_point == "main" && google_cloudfunctions2_function.this.build_config[0].source[0].storage_source[0].object == "a.zip"
    error_message = "The function is built from its source."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY" && length(google_cloud_run_v2_service_iam_member.invokers) == 0
    error_message = "Nobody calls it unasked."
  }
}

run "settings" {
  command = plan

  variables {
    name                         = "trades"
    location                     = "europe-west1"
    runtime                      = "nodejs22"
    entry_point                  = "handle"
    source_code                  = { bucket = "b", object = "b.zip" }
    trigger                      = { bucket = "uploads", retry = false }
    trigger_location             = "eu"
    environment_variables        = { A = "1" }
    secret_environment_variables = { B = { secret = "shop-key", version = "2" } }
    memory_mb                    = 1024
    cpu                          = "2"
    concurrency                  = 10
    timeout_seconds              = 300
    scaling                      = { min = 1, max = 5 }
    vpc_connector                = "projects/p/locations/europe-west1/connectors/c"
    public                       = true
    invokers                     = ["user:ann@example.com"]
    kms_key_name                 = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
    docker_repository            = "projects/p/locations/europe-west1/repositories/r"
  }

  assert {
    condition     = google_cloudfunctions2_function.this.name == "trades" && google_cloudfunctions2_function.this.location == "europe-west1" && google_cloudfunctions2_function.this.kms_key_name == var.kms_key_name && google_cloudfunctions2_function.this.build_config[0].docker_repository == var.docker_repository
    error_message = "Name, place, key and repository follow."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.event_trigger[0].trigger_region == "eu" && one(google_cloudfunctions2_function.this.event_trigger[0].event_filters).value == "uploads" && google_cloudfunctions2_function.this.event_trigger[0].retry_policy == "RETRY_POLICY_DO_NOT_RETRY" && length(google_project_iam_member.storage_publisher) == 1
    error_message = "Objects of the bucket call it."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].available_memory == "1024M" && google_cloudfunctions2_function.this.service_config[0].available_cpu == "2" && google_cloudfunctions2_function.this.service_config[0].max_instance_request_concurrency == 10 && google_cloudfunctions2_function.this.service_config[0].timeout_seconds == 300 && google_cloudfunctions2_function.this.service_config[0].min_instance_count == 1 && google_cloudfunctions2_function.this.service_config[0].vpc_connector == var.vpc_connector
    error_message = "Size, time-out, scaling and network follow."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].environment_variables["A"] == "1" && google_cloudfunctions2_function.this.service_config[0].secret_environment_variables[0].secret == "shop-key" && google_cloudfunctions2_function.this.service_config[0].secret_environment_variables[0].version == "2" && length(google_secret_manager_secret_iam_member.this) == 1
    error_message = "Environment and secrets follow."
  }

  assert {
    condition     = google_cloudfunctions2_function.this.service_config[0].ingress_settings == "ALLOW_ALL" && google_cloud_run_v2_service_iam_member.invokers["public"].member == "allUsers" && length(google_cloud_run_v2_service_iam_member.invokers) == 3
    error_message = "The public calls it when asked."
  }
}

run "topic" {
  command = plan

  variables {
    trigger = { pubsub_topic = "projects/p/topics/t" }
  }

  assert {
    condition     = google_cloudfunctions2_function.this.event_trigger[0].pubsub_topic == "projects/p/topics/t" && google_cloudfunctions2_function.this.event_trigger[0].retry_policy == "RETRY_POLICY_RETRY" && length(google_project_iam_member.event_receiver) == 1
    error_message = "Messages of the topic call it."
  }
}

run "schedule" {
  command = plan

  variables {
    trigger = { schedule = "*/5 * * * *", time_zone = "Europe/Berlin" }
  }

  assert {
    condition     = google_cloud_scheduler_job.this[0].schedule == "*/5 * * * *" && google_cloud_scheduler_job.this[0].time_zone == "Europe/Berlin" && length(google_cloudfunctions2_function.this.event_trigger) == 0
    error_message = "The clock calls it."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform    = "Shop"
    environment = "d"
    location    = "us"
    runtime     = "perl"
    source_code = { bucket = "b", object = "b.tar" }
    trigger     = { schedule = "hourly" }
    memory_mb   = 1
    cpu         = "100"
    scaling     = { min = 3, max = 1 }
    invokers    = ["allUsers"]
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.runtime, var.source_code, var.trigger, var.memory_mb, var.cpu,
    var.scaling, var.invokers,
  ]
}

run "wrong_together" {
  command = plan

  variables {
    trigger         = { pubsub_topic = "projects/p/topics/t" }
    timeout_seconds = 3600
    cpu             = "0.5"
    concurrency     = 8
    kms_key_name    = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"
  }

  expect_failures = [var.timeout_seconds, var.concurrency, var.docker_repository]
}

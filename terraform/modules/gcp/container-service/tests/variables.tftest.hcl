provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "us-central1"
  image       = "us-docker.pkg.dev/p/r/api:1"
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
    condition     = google_cloud_run_v2_service.this.name == "store-production-container-service"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_cloud_run_v2_service.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].image == "us-docker.pkg.dev/p/r/api:1" && google_cloud_run_v2_service.this.location == "us-central1" && google_cloud_run_v2_service.this.deletion_protection
    error_message = "The service runs the image and is protected."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" && length(google_cloud_run_v2_service_iam_member.invokers) == 0 && length(google_cloud_run_v2_service.this.template[0].vpc_access) == 0
    error_message = "Nobody reaches it unasked."
  }
}

run "settings" {
  command = plan

  variables {
    name                         = "trades"
    location                     = "europe-west1"
    image                        = "europe-docker.pkg.dev/p/r/api@sha256:0000"
    port                         = 3000
    environment_variables        = { A = "1" }
    secret_environment_variables = { B = { secret = "key", version = "3" } }
    resources                    = { cpu = "2", memory = "2Gi", cpu_idle = false }
    scaling                      = { min = 2, max = 10 }
    concurrency                  = 200
    timeout_seconds              = 3600
    session_affinity             = true
    health_path                  = "/live"
    network                      = { network = "n", subnet = "s" }
    cloud_sql_instances          = ["p:europe-west1:db"]
    public                       = true
    invokers                     = ["user:ann@example.com"]
    kms_key_name                 = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
    deletion_protection          = false
  }

  assert {
    condition     = google_cloud_run_v2_service.this.name == "trades" && google_cloud_run_v2_service.this.location == "europe-west1" && google_cloud_run_v2_service.this.template[0].encryption_key == var.kms_key_name && !google_cloud_run_v2_service.this.deletion_protection
    error_message = "Name, place, key and protection follow."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].ports[0].container_port == 3000 && google_cloud_run_v2_service.this.template[0].containers[0].resources[0].limits["memory"] == "2Gi" && google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].http_get[0].path == "/live" && length(google_cloud_run_v2_service.this.template[0].containers[0].env) == 2
    error_message = "The container is the described one."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].scaling[0].min_instance_count == 2 && google_cloud_run_v2_service.this.template[0].max_instance_request_concurrency == 200 && google_cloud_run_v2_service.this.template[0].timeout == "3600s" && google_cloud_run_v2_service.this.template[0].session_affinity
    error_message = "Scaling, concurrency, time-out and affinity follow."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].vpc_access[0].network_interfaces[0].subnetwork == "s" && google_cloud_run_v2_service.this.template[0].volumes[0].cloud_sql_instance[0].instances == toset(["p:europe-west1:db"]) && length(google_project_iam_member.cloud_sql) == 1 && length(google_secret_manager_secret_iam_member.this) == 1
    error_message = "It reaches network, database and secrets."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_ALL" && google_cloud_run_v2_service_iam_member.invokers["public"].member == "allUsers" && length(google_cloud_run_v2_service_iam_member.invokers) == 2
    error_message = "The public calls it when asked."
  }
}

run "load_balancer" {
  command = plan

  variables {
    behind_load_balancer = true
    health_path          = null
  }

  assert {
    condition     = google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" && length(google_cloud_run_v2_service.this.template[0].containers[0].startup_probe) == 0
    error_message = "A load balancer reaches it when asked."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "d"
    location            = "us"
    image               = "api:latest"
    port                = 0
    resources           = { cpu = "3" }
    scaling             = { min = 3, max = 1 }
    concurrency         = 0
    timeout_seconds     = 4000
    health_path         = "healthz"
    cloud_sql_instances = ["db"]
    invokers            = ["allUsers"]
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.image, var.port, var.resources, var.scaling, var.concurrency,
    var.timeout_seconds, var.health_path, var.cloud_sql_instances, var.invokers,
  ]
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  subnet_id           = "/subscriptions/s/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/n/subnets/application"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_kubernetes_cluster.this.name == "shop-dev-kubernetes" && azurerm_kubernetes_cluster.this.private_cluster_enabled && azurerm_kubernetes_cluster.this.local_account_disabled
    error_message = "The cluster is named after the platform, private, and without local accounts."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.default_node_pool[0].only_critical_addons_enabled && keys(azurerm_kubernetes_cluster_node_pool.this) == ["general"]
    error_message = "There is a system pool and a pool for workloads."
  }

  assert {
    condition     = length(azurerm_management_lock.this) == 1 && length(azurerm_kubernetes_cluster.this.oms_agent) == 0 && length(azurerm_kubernetes_cluster.this.api_server_access_profile) == 0
    error_message = "A lock keeps the cluster; logs and public access are off."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "compute"
    owner       = "sre"
    labels      = { tier = "gold" }
    name        = "store-main"
    location    = "westus2"

    resource_group_name = "store"
    subnet_id           = "/subscriptions/s/resourceGroups/store/providers/Microsoft.Network/virtualNetworks/n/subnets/nodes"
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.name == "store-main" && azurerm_kubernetes_cluster.this.location == "westus2" && azurerm_kubernetes_cluster.this.resource_group_name == "store"
    error_message = "Name, region and resource group are as given."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.default_node_pool[0].vnet_subnet_id == var.subnet_id && azurerm_role_assignment.subnet.scope == var.subnet_id
    error_message = "Nodes stand in the given subnet."
  }

  assert {
    condition = azurerm_kubernetes_cluster.this.tags == tomap({
      platform = "store", environment = "production", unit = "compute", owner = "sre", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    kubernetes_version         = "1.33"
    sku_tier                   = "Premium"
    zones                      = ["1", "2"]
    system_pool                = { vm_size = "Standard_D4ds_v5", min_count = 2, max_count = 4 }
    user_pools                 = { batch = { spot = true, min_count = 0, disk_gb = 64, labels = { job = "yes" }, taints = ["job=yes:NoSchedule"] } }
    host_encryption            = true
    pod_cidr                   = "10.100.0.0/16"
    service_cidr               = "10.101.0.0/16"
    api_allowed_cidrs          = ["203.0.113.0/24"]
    admin_group_object_ids     = ["11111111-2222-3333-4444-555555555555"]
    workload_identities        = { backend = { namespace = "shop", service_account = "api" } }
    registry_ids               = { main = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/shop" }
    log_analytics_workspace_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/w"
    disk_encryption_set_id     = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/diskEncryptionSets/d"
    maintenance                = { day = "Tuesday", start_time = "01:30", duration_hours = 6 }
    deletion_protection        = false
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.kubernetes_version == "1.33" && azurerm_kubernetes_cluster.this.sku_tier == "Premium" && azurerm_kubernetes_cluster.this.support_plan == "AKSLongTermSupport"
    error_message = "Version and tier reach the cluster."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.default_node_pool[0].vm_size == "Standard_D4ds_v5" && azurerm_kubernetes_cluster.this.default_node_pool[0].min_count == 2 && azurerm_kubernetes_cluster.this.default_node_pool[0].zones == toset(["1", "2"]) && azurerm_kubernetes_cluster.this.default_node_pool[0].host_encryption_enabled
    error_message = "The system pool is as asked."
  }

  assert {
    condition     = azurerm_kubernetes_cluster_node_pool.this["batch"].priority == "Spot" && azurerm_kubernetes_cluster_node_pool.this["batch"].os_disk_size_gb == 64 && azurerm_kubernetes_cluster_node_pool.this["batch"].node_labels["job"] == "yes" && length(azurerm_kubernetes_cluster_node_pool.this["batch"].node_taints) == 2
    error_message = "The spot pool is as asked, tainted as AKS does."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.network_profile[0].pod_cidr == "10.100.0.0/16" && azurerm_kubernetes_cluster.this.network_profile[0].dns_service_ip == "10.101.0.10"
    error_message = "The ranges of pods and services are as asked."
  }

  assert {
    condition     = !azurerm_kubernetes_cluster.this.private_cluster_enabled && azurerm_kubernetes_cluster.this.api_server_access_profile[0].authorized_ip_ranges == toset(["203.0.113.0/24"])
    error_message = "The API server is public to the given ranges only."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.azure_active_directory_role_based_access_control[0].admin_group_object_ids == tolist(["11111111-2222-3333-4444-555555555555"]) && azurerm_federated_identity_credential.workload["backend"].subject == "system:serviceaccount:shop:api"
    error_message = "Groups administer, and the service account has its identity."
  }

  assert {
    condition     = azurerm_role_assignment.pull["main"].role_definition_name == "AcrPull" && azurerm_kubernetes_cluster.this.oms_agent[0].log_analytics_workspace_id == var.log_analytics_workspace_id && length(azurerm_monitor_diagnostic_setting.this) == 1
    error_message = "Nodes pull from the registry, and logs go to the workspace."
  }

  assert {
    condition     = azurerm_kubernetes_cluster.this.disk_encryption_set_id == var.disk_encryption_set_id && azurerm_kubernetes_cluster.this.maintenance_window_auto_upgrade[0].day_of_week == "Tuesday" && azurerm_kubernetes_cluster.this.maintenance_window_node_os[0].duration == 6 && length(azurerm_management_lock.this) == 0
    error_message = "Disk key, window and lock are as asked."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    kubernetes_version  = "latest"
    sku_tier            = "Gold"
    zones               = ["a"]
    system_pool         = { min_count = 5, max_count = 2 }
    user_pools          = { "too-long-a-name" = {} }
    pod_cidr            = "pods"
    service_cidr        = "10.0.0.0/31"
    api_allowed_cidrs   = ["0.0.0.0/0"]
    workload_identities = { "Bad Name" = { namespace = "a", service_account = "b" } }
    maintenance         = { day = "Someday" }
  }

  expect_failures = [
    var.platform, var.environment, var.kubernetes_version, var.sku_tier, var.zones, var.system_pool, var.user_pools,
    var.pod_cidr, var.service_cidr, var.api_allowed_cidrs, var.workload_identities, var.maintenance,
  ]
}

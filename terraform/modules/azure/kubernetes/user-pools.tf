resource "azurerm_kubernetes_cluster_node_pool" "this" {
  for_each = var.user_pools

  name                    = each.key
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.this.id
  mode                    = "User"
  vm_size                 = each.value.vm_size
  vnet_subnet_id          = var.subnet_id
  zones                   = var.zones
  auto_scaling_enabled    = true
  min_count               = each.value.min_count
  max_count               = each.value.max_count
  os_disk_size_gb         = each.value.disk_gb
  host_encryption_enabled = var.host_encryption

  priority        = each.value.spot ? "Spot" : "Regular"
  eviction_policy = each.value.spot ? "Delete" : null
  spot_max_price  = each.value.spot ? -1 : null

  # AKS puts these on every spot pool; left out, they would show as a change in each plan.
  node_labels = merge(each.value.labels, each.value.spot ? { "kubernetes.azure.com/scalesetpriority" = "spot" } : {})
  node_taints = concat(each.value.taints, each.value.spot ? ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"] : [])

  # Spot pools take no surge.
  dynamic "upgrade_settings" {
    for_each = each.value.spot ? [] : [1]
    content {
      max_surge = "33%"
    }
  }

  temporary_name_for_rotation = "${substr(each.key, 0, 9)}tmp"
  tags                        = local.tags
}

<?php
/**
 * Deletes everything that the plugin has stored, on each site of a network.
 *
 * @package Dateline
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/** Deletes what the plugin has stored on the current site. */
function dateline_uninstall() {
	global $wpdb;
	wp_clear_scheduled_hook( 'dateline_retry' );
	foreach ( array( 'dateline_url', 'dateline_key', 'dateline_table' ) as $dateline_option ) {
		delete_option( $dateline_option );
	}
	// phpcs:disable WordPress.DB -- There is no function for transients by prefix, and none for tables.
	$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name LIKE %s OR option_name LIKE %s", '\_transient\_dateline\_%', '\_transient\_timeout\_dateline\_%' ) );
	$wpdb->query( $wpdb->prepare( 'DROP TABLE IF EXISTS %i', $wpdb->prefix . 'dateline_queue' ) );
	// phpcs:enable
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $dateline_site ) {
		switch_to_blog( $dateline_site );
		dateline_uninstall();
		restore_current_blog();
	}
} else {
	dateline_uninstall();
}

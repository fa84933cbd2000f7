<?php
/**
 * Notices for writers.
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/** Tells writers of posts that could not be sent. */
class Dateline_Notices {

	/** Registers the hooks. */
	public static function register() {
		add_action( 'rest_api_init', array( __CLASS__, 'register_route' ) );
		add_action( 'admin_enqueue_scripts', array( __CLASS__, 'enqueue' ) );
		add_action( 'admin_notices', array( __CLASS__, 'show_pending' ) );
	}

	/** Registers the route that says whether a post was sent. */
	public static function register_route() {
		register_rest_route(
			'dateline/v1',
			'/posts/(?P<id>\d+)',
			array(
				'methods'             => 'GET',
				'permission_callback' => function ( $request ) {
					return current_user_can( 'edit_post', (int) $request['id'] );
				},
				'callback'            => function ( $request ) {
					$row = Dateline_Queue::find( (int) $request['id'] );
					return array(
						'isPending' => $row && $row->is_pending,
						'message'   => $row ? (string) $row->message : '',
					);
				},
			)
		);
	}

	/**
	 * Loads the script that shows a notice in the editor of a post.
	 *
	 * @param string $page File of the page.
	 */
	public static function enqueue( $page ) {
		$post = get_post();
		if ( ! in_array( $page, array( 'post.php', 'post-new.php' ), true ) || ! $post || ! in_array( $post->post_type, DATELINE_POST_TYPES, true ) ) {
			return;
		}
		$screen = get_current_screen();
		$needs  = array( 'wp-api-fetch' );
		if ( $screen && $screen->is_block_editor() ) {
			$needs = array( 'wp-api-fetch', 'wp-data', 'wp-editor', 'wp-notices' );
		} else {
			$needs[] = 'heartbeat';
		}
		wp_enqueue_script( 'dateline-editor', plugins_url( 'editor.js', __DIR__ ), $needs, '0.1.0', true );
		$texts = array(
			'post'    => $post->ID,
			'waiting' => __( 'Saved in WordPress, but not on the site yet. It is sent again by itself.', 'dateline' ),
			'refused' => __( 'Saved in WordPress, but the site did not take it.', 'dateline' ),
		);
		wp_add_inline_script( 'dateline-editor', 'var datelineEditor = ' . wp_json_encode( $texts ) . ';', 'before' );
	}

	/** Says outside of the editor that posts wait. */
	public static function show_pending() {
		$screen = get_current_screen();
		if ( ! current_user_can( 'edit_others_posts' ) || ( $screen && 'post' === $screen->base ) || ! get_transient( 'dateline_away' ) ) {
			return;
		}
		$count = Dateline_Queue::count_pending();
		if ( $count > 0 ) {
			/* translators: %d: number of posts. */
			$text = sprintf( _n( 'Dateline could not be reached. %d post waits to be sent to the site.', 'Dateline could not be reached. %d posts wait to be sent to the site.', $count, 'dateline' ), $count );
			echo '<div class="notice notice-warning"><p>' . esc_html( $text ) . '</p></div>';
		}
	}
}

<?php
/**
 * What is pushed of a post.
 *
 * @package Dateline
 */

defined( 'ABSPATH' ) || exit;

/** Describes a post as the REST API returns it for editing, with everything that the gateway needs beside it. */
class Dateline_Payload {

	/** Depth to which reusable blocks that contain each other are read. */
	const MAX_DEPTH = 5;

	/**
	 * True while a post is described for the gateway.
	 *
	 * @var bool
	 */
	private static $is_building = false;

	/** Returns true while a post is described for the gateway, so that filters for the editor leave it as it is. */
	public static function is_building() {
		return self::$is_building;
	}

	/**
	 * Returns the JSON of a push.
	 *
	 * @param object $row         Row of the queue.
	 * @param string $preview_for Person for whom a preview link is wanted; '' for none.
	 */
	public static function build( $row, $preview_for = '' ) {
		$post    = get_post( (int) $row->post_id );
		$payload = array(
			'site'   => array(
				'name' => html_entity_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
				'home' => home_url(),
			),
			'number' => (int) $row->number,
		);
		if ( '' !== $preview_for ) {
			$payload['previewFor'] = mb_substr( $preview_for, 0, 100 );
		}
		if ( ! $post ) {
			$payload['isDeleted'] = true;
			$payload['post']      = array(
				'id'     => (int) $row->post_id,
				'type'   => $row->post_type,
				'status' => 'trash',
			);
			return wp_json_encode( $payload );
		}
		// Authors may read their own drafts and files, also when cron sends them.
		$user = get_current_user_id();
		wp_set_current_user( (int) $post->post_author );
		self::$is_building = true;
		try {
			$autosave              = self::get_autosave( $post );
			$payload['post']       = self::to_rest( $post, array( 'author', 'wp:term', 'wp:featuredmedia' ) );
			$payload['autosave']   = $autosave;
			$payload['namespaces'] = rest_get_server()->get_namespaces();
			$payload['routes']     = self::list_routes( $post->post_content . ( $autosave['content']['raw'] ?? '' ), $post->ID );
		} finally {
			self::$is_building = false;
			wp_set_current_user( $user );
		}
		return wp_json_encode( $payload, JSON_INVALID_UTF8_SUBSTITUTE );
	}

	/**
	 * Returns the latest changes of a post that are not saved; null without any.
	 *
	 * @param WP_Post $post The post.
	 */
	private static function get_autosave( $post ) {
		$autosave = wp_get_post_autosave( $post->ID );
		if ( ! $autosave || $autosave->post_modified_gmt <= $post->post_modified_gmt ) {
			return null;
		}
		return array(
			'title'        => array( 'raw' => $autosave->post_title ),
			'content'      => array( 'raw' => $autosave->post_content ),
			'excerpt'      => array( 'raw' => $autosave->post_excerpt ),
			'modified_gmt' => str_replace( ' ', 'T', $autosave->post_modified_gmt ),
		);
	}

	/**
	 * Returns a post, file or block as the REST API does for editing.
	 *
	 * @param WP_Post  $post  The post.
	 * @param string[] $embed Relations to embed.
	 */
	private static function to_rest( $post, $embed = array() ) {
		$type    = get_post_type_object( $post->post_type );
		$request = new WP_REST_Request( 'GET', '/wp/v2/' . ( $type->rest_base ? $type->rest_base : $type->name ) . '/' . $post->ID );
		$request->set_param( 'context', 'edit' );
		$server     = rest_get_server();
		$controller = $type->get_rest_controller();
		return $server->response_to_data( $controller->prepare_item_for_response( $post, $request ), $embed );
	}

	/**
	 * Returns the responses of other routes that the gateway reads for a post.
	 *
	 * @param string $content Text of the post.
	 * @param int    $post_id ID of the post.
	 */
	private static function list_routes( $content, $post_id ) {
		$blocks = array();
		self::add_blocks( $content, $blocks, self::MAX_DEPTH );
		$content   .= implode( '', wp_list_pluck( $blocks, 'post_content' ) );
		$categories = get_categories( array( 'hide_empty' => false ) );
		$controller = new WP_REST_Terms_Controller( 'category' );
		$request    = new WP_REST_Request( 'GET', '/wp/v2/categories' );
		$routes     = array(
			'categories' => array_map(
				function ( $term ) use ( $controller, $request ) {
					return rest_get_server()->response_to_data( $controller->prepare_item_for_response( $term, $request ), false );
				},
				array_values( $categories )
			),
			'media'      => array_map( array( __CLASS__, 'to_rest' ), self::list_files( $content, $post_id ) ),
			'blocks'     => array_map( array( __CLASS__, 'to_rest' ), array_values( $blocks ) ),
		);
		if ( in_array( 'pll/v1', rest_get_server()->get_namespaces(), true ) ) {
			$routes['pll/v1/languages'] = rest_do_request( '/pll/v1/languages' )->get_data();
		}
		// Sponsors of the plugin Newspack Sponsors.
		if ( post_type_exists( 'newspack_spnsrs_cpt' ) ) {
			$query    = array(
				'post_type'   => 'newspack_spnsrs_cpt',
				'post_status' => 'publish',
				'numberposts' => -1,
			);
			$sponsors = array();
			foreach ( get_posts( $query ) as $sponsor ) {
				$sponsors[] = self::to_rest( $sponsor, array( 'wp:term' ) );
			}
			$routes['newspack_spnsrs_cpt'] = $sponsors;
		}
		return $routes;
	}

	/**
	 * Adds the reusable blocks that a text contains, by ID.
	 *
	 * @param string    $content Text.
	 * @param WP_Post[] $blocks  Blocks found so far.
	 * @param int       $depth   Depth to read.
	 */
	private static function add_blocks( $content, &$blocks, $depth ) {
		preg_match_all( '/<!--\s+wp:(?:core\/)?block\s+\{"ref":(\d+)/', $content, $matches );
		foreach ( array_diff( $matches[1], array_keys( $blocks ) ) as $id ) {
			$block = get_post( (int) $id );
			if ( $depth > 0 && $block && 'wp_block' === $block->post_type && 'publish' === $block->post_status && '' === $block->post_password ) {
				$blocks[ $id ] = $block;
				self::add_blocks( $block->post_content, $blocks, $depth - 1 );
			}
		}
	}

	/**
	 * Lists the files that the shortcodes of a text show, and the featured image.
	 *
	 * @param string $content Text.
	 * @param int    $post_id ID of the post.
	 */
	private static function list_files( $content, $post_id ) {
		$ids = array( get_post_thumbnail_id( $post_id ) );
		if ( preg_match_all( '/\[(?:gallery|playlist|audio|video)\b([^\[\]]*)\]/', $content, $shortcodes ) ) {
			foreach ( $shortcodes[1] as $attributes ) {
				if ( preg_match( '/\b(?:ids|include)\s*=\s*["\']?([\d,\s]+)/', $attributes, $list ) ) {
					$ids = array_merge( $ids, wp_parse_id_list( $list[1] ) );
				}
			}
			$ids = array_merge( $ids, array_keys( get_attached_media( '', $post_id ) ) );
		}
		return array_values( array_filter( array_map( 'get_post', array_unique( array_filter( $ids ) ) ) ) );
	}
}
